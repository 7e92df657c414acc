"""A recipe as one line of text, to be pasted into a chat or drawn as a QR code.

The line is ``SIGNS1-`` and letters: version of the format, then in base 32 the CRC-32 (4 bytes, big
endian) of a recipe's JSON and that JSON, deflated. Capitals and digits make the smallest QR code,
survive chats that take punctuation for markup, and do not look like an address to a telephone.

Deflated against a text that both ends know, the line of a preset has 41 (*Too small*), 49 (the
article's) to 145 (ConvNet) letters, and a QR code of 25 to 37 modules a side. Without that text it
would have 470 (the article's), or 163 if it told only what differs from the defaults.
"""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING

import msgspec

from signs_studio.recipe.sharing.content import (
    MAX_BYTES,
    SCHEMA_VERSION,
    RecipeContent,
    check_version,
    content_of,
    damaged,
    decode,
    recipe_of,
)

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe

# Programs that mend typing make another dash of a hyphen.
_START = re.compile(r"signs(\d{1,4})[-\u2010-\u2015\u2212]", re.IGNORECASE | re.ASCII)
_NO_LETTER = re.compile("[^A-Z2-7]+")
_CRC_BYTES = 4
_RAW_DEFLATE = -15

# Pieces that recipes are likely to hold, the likeliest last. They are a part of the format: lines
# that were shared cannot be read with others.
_DICTIONARY = (
    b'"optimizer":"ftrl","learning_rate_power":-0.5,"initial_accumulator_value":0.1,'
    b'"l1_regularization_strength":0.0,"l2_regularization_strength":0.0,'
    b'"l2_shrinkage_regularization_strength":0.0,"beta":0.0,"optimizer":"adagrad","adadelta",'
    b'"rho":0.95,"adamax","adamw","weight_decay":0.004,"rmsprop","rho":0.9,"centered":false,'
    b'"nadam","nesterov","momentum":0.9,"sgd","schedule":"step","decay_epochs":100,'
    b'"decay_rate":0.5,"exponential","decay_rate":0.1,"plateau","factor":0.1,'
    b'"plateau_patience":10,"min_delta":0.0001,"min_lr":0.0,"cosine","alpha":0.0,"he_normal",'
    b'"random_normal","zeros","flip":true,"padding":"valid",sigmoid,elu,selu,gelu,silu,softplus,'
    b'linear,tanh,leaky_relu,"kind":"average_pool","kind":"global_pool"},{"kind":"flatten"},'
    b'{"kind":"batch_norm","momentum":0.99,"epsilon":0.001},{"kind":"dropout","rate":0.3},'
    b'{"kind":"conv","filters":16,"kernel_size":3,"strides":1,"padding":"same",'
    b'"activation":"relu","l1":0.0,"l2":0.0},{"kind":"max_pool","pool_size":2,"strides":2},'
    b'{"layers":[{"kind":"dense","units":25,"activation":"relu","l1":0.0,"l2":0.0}],'
    b'"settings":{"initializer":"glorot_uniform","learning_rate":0.0001,"optimizer":"adam",'
    b'"beta_1":0.9,"beta_2":0.999,"epsilon":1e-7,"amsgrad":false,"schedule":"constant",'
    b'"warmup_epochs":0,"batch_size":32,"epochs":1500,"target_cost":0.0,"patience":0,'
    b'"time_limit":0.0,"seed":1,"l1":0.0,"l2":0.0,"label_smoothing":0.0,"translation":0.0,'
    b'"rotation":0.0,"zoom":0.0,"flip":false,"brightness":0.0,"noise":0.0}}'
)


def recipe_to_line(recipe: Recipe) -> str:
    """Returns the line of a recipe: capitals, digits and a hyphen."""
    content = msgspec.json.encode(content_of(recipe))
    deflater = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE, 9, zdict=_DICTIONARY)
    packed = zlib.crc32(content).to_bytes(_CRC_BYTES) + deflater.compress(content)
    letters = base64.b32encode(packed + deflater.flush()).decode("ascii").rstrip("=")
    return f"SIGNS{SCHEMA_VERSION}-{letters}"


def holds_line(text: str) -> bool:
    """Returns True if a line begins somewhere in a text."""
    return _START.search(text, 0, MAX_BYTES) is not None


def recipe_from_line(text: str) -> Recipe:
    """Returns the recipe of the first line in a text.

    Quotes, blanks, line breaks and any other signs within and around the line do not matter, nor
    does the case of letters; words after it do not either, because it says where it ends.

    Raises:
        RecipeError: There is no line, or it is damaged, of a newer version or of no recipe that can
            be trained.
    """
    start = _START.search(text, 0, MAX_BYTES)
    if start is None:
        raise damaged()
    check_version(int(start[1]))
    letters = _NO_LETTER.sub("", text[start.end() : MAX_BYTES].upper())
    # Filled up to whole groups of 8; what that adds comes after the end.
    packed = base64.b32decode(letters + "A" * (-len(letters) % 8))
    inflater = zlib.decompressobj(_RAW_DEFLATE, zdict=_DICTIONARY)
    try:
        content = inflater.decompress(packed[_CRC_BYTES:], MAX_BYTES)
    except zlib.error:
        raise damaged() from None
    if not inflater.eof or zlib.crc32(content).to_bytes(_CRC_BYTES) != packed[:_CRC_BYTES]:
        raise damaged()
    return recipe_of(decode(content, RecipeContent))

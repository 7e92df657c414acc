"""The kinds of layers, a module each: fields, output shape, cost and words.

What a kind computes is in the module of the same name in ``engine.network.ops``.

Names, settings and defaults are those of ``tf.keras.layers`` (Keras 3), but for the sizes of a new
layer and the strides of a pool, which Keras takes from its size.
"""

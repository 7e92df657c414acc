"""Operations of layers, a module a kind, called as the kind is in ``recipe.layer_kinds``."""

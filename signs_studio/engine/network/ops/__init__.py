"""What each kind of layer computes, a module each, called like the kind's in ``recipe.kinds``."""

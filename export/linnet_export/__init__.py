"""Training, export and evaluation of Linnet's models. Install with ``pip install linnet[export]``."""

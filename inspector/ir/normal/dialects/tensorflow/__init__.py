"""The dialects of TensorFlow: of its graphs (``graph``) and of TensorFlow Lite (``lite``)."""

"""The look: base pages, components, style sheets, scripts, forms, and the arithmetic of charts."""

"""The renderer of all forms, of libraries, too."""

from django.forms.renderers import TemplatesSetting


class KeptRenderer(TemplatesSetting):
    """Renders forms with Kept's own templates.

    With `FORM_RENDERER = "kept.faces.ui.forms.KeptRenderer"` and `django.forms` installed, `{{ form }}` is drawn by
    `kept/parts/form.html` and `{{ form.email.as_field_group }}` by `kept/parts/field.html`.
    """

    form_template_name = "kept/parts/form.html"
    field_template_name = "kept/parts/field.html"

"""Forms drawn as Kept draws them, wherever they come from."""

from django.forms.renderers import TemplatesSetting


class KeptRenderer(TemplatesSetting):
    """Set `FORM_RENDERER = "kept.faces.ui.forms.KeptRenderer"` and install `django.forms`.

    Then `{{ form }}` comes out as `kept/parts/form.html` and `{{ form.email.as_field_group }}` as
    `kept/parts/field.html`.
    """

    form_template_name = "kept/parts/form.html"
    field_template_name = "kept/parts/field.html"

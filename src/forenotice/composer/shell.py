"""What surrounds every message: who it is from, on a page that reads well on any screen, day and night."""

import html
from functools import lru_cache

import css_inline

from forenotice.composer.formats import is_right_to_left

# Stand-ins for the organization's colours while styles are inlined: no smart tag can stand in a stylesheet.
_COLOUR, _COLOUR_TEXT, _COLOUR_ON_LIGHT, _COLOUR_ON_DARK = "#c0ffe1", "#c0ffe2", "#c0ffe3", "#c0ffe4"
_COLOURS = {
    _COLOUR: "{{ organization.colour }}",
    _COLOUR_TEXT: "{{ organization.colour_text }}",
    _COLOUR_ON_LIGHT: "{{ organization.colour_on_light }}",
    _COLOUR_ON_DARK: "{{ organization.colour_on_dark }}",
}
_FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


def _style(start: str) -> str:
    """The shell's stylesheet for a script that starts at the ``left`` or the ``right``."""
    end = "right" if start == "left" else "left"
    return f"""
body {{ margin:0; padding:0; background-color:#f3f4f2; }}
.page {{ width:100%; background-color:#f3f4f2; }}
.around {{ padding:24px 12px; }}
.sheet {{ width:100%; max-width:600px; margin:0 auto; background-color:#ffffff; border-radius:10px;
  border-top:5px solid {_COLOUR}; }}
.head {{ padding:26px 36px 0 36px; font-family:{_FONT}; font-size:15px; line-height:20px; font-weight:600;
  color:#4b5054; text-align:{start}; }}
.logo {{ display:block; max-height:48px; max-width:220px; border:0; }}
.words {{ padding:18px 36px 30px 36px; font-family:{_FONT}; font-size:16px; line-height:25px; color:#22262a;
  text-align:{start}; }}
.foot {{ max-width:600px; margin:0 auto; padding:18px 36px 8px 36px; font-family:{_FONT}; font-size:13px;
  line-height:19px; color:#5d6368; text-align:center; }}
.lines {{ white-space:pre-line; }}
.hidden {{ display:none; max-height:0; overflow:hidden; opacity:0; font-size:1px; line-height:1px;
  color:#5d6368; }}
.foot-link {{ color:#5d6368; text-decoration:underline; }}
h1 {{ margin:0 0 16px 0; font-size:23px; line-height:30px; font-weight:700; color:#16181b; }}
h2 {{ margin:24px 0 10px 0; font-size:18px; line-height:25px; font-weight:700; color:#16181b; }}
h3 {{ margin:20px 0 8px 0; font-size:16px; line-height:24px; font-weight:700; color:#16181b; }}
p {{ margin:0 0 16px 0; }}
ul, ol {{ margin:0 0 16px 0; padding-{start}:22px; }}
li {{ margin:0 0 6px 0; }}
hr {{ border:0; border-top:1px solid #e2e4e1; margin:24px 0; }}
blockquote {{ margin:0 0 16px 0; padding:2px 16px; border-{start}:3px solid #d5d8d4; color:#4b5054; }}
a {{ color:{_COLOUR_ON_LIGHT}; text-decoration:underline; }}
a.button {{ display:inline-block; padding:13px 26px; border-radius:7px; background-color:{_COLOUR};
  color:{_COLOUR_TEXT}; font-weight:600; line-height:20px; text-decoration:none; }}
table.facts {{ width:100%; margin:4px 0 20px 0; border-collapse:collapse; }}
table.facts th {{ padding:9px 0; padding-{end}:12px; border-bottom:1px solid #e2e4e1; font-size:14px;
  line-height:20px; font-weight:400; color:#5d6368; text-align:{start}; vertical-align:top; width:32%; }}
table.facts td {{ padding:9px 0; border-bottom:1px solid #e2e4e1; font-size:16px; line-height:22px;
  font-weight:600; color:#16181b; text-align:{start}; vertical-align:top; }}
p.quiet {{ font-size:14px; line-height:21px; color:#5d6368; }}
"""


_SCREENS = f"""
@media (max-width:480px) {{
.around {{ padding:0 0 12px 0 !important; }}
.sheet {{ border-radius:0 !important; }}
.head {{ padding:22px 20px 0 20px !important; }}
.words {{ padding:16px 20px 24px 20px !important; }}
.foot {{ padding:18px 20px 8px 20px !important; }}
a.button {{ display:block !important; text-align:center !important; }}
}}
@media (prefers-color-scheme:dark) {{
body, .page {{ background-color:#121416 !important; }}
.sheet {{ background-color:#1d2023 !important; }}
.words, .head {{ color:#e4e6e8 !important; }}
h1, h2, h3, table.facts td {{ color:#ffffff !important; }}
table.facts th, table.facts td {{ border-color:#3a3f44 !important; }}
hr {{ border-color:#3a3f44 !important; }}
table.facts th, p.quiet, blockquote, .foot, .foot-link {{ color:#a9b0b6 !important; }}
.words a {{ color:{_COLOUR_ON_DARK} !important; }}
.words a.button {{ color:{_COLOUR_TEXT} !important; }}
}}
"""

_FOOT = """\
<div class="foot"><strong>{{ organization.name }}</strong>\
{% if organization.address %}<br><span class="lines" dir="auto">{{ organization.address }}</span>{% endif %}\
{% if organization.website %}<br><a class="foot-link" dir="ltr" href="{{ organization.website }}">\
{{ organization.website }}</a>{% endif %}</div>"""

FOOT_TEXT = """
--
{{ organization.name }}{% if organization.address %}
{{ organization.address }}{% endif %}{% if organization.website %}
{{ organization.website }}{% endif %}
"""
"""Ends a derived text part, as the shell's foot ends the HTML."""


@lru_cache(maxsize=2)
def _inliner(start: str) -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=_style(start), minify_css=True)


def wrap(body: str, preheader: str, locale: str) -> str:
    """A whole HTML document around ``body``, styles inlined. ``preheader`` is HTML too; both hold no bare
    smart tags.

    The foot and the colours are smart tags themselves, so that they follow the organization without a new
    revision.
    """
    direction, start = ("rtl", "right") if is_right_to_left(locale) else ("ltr", "left")
    opening = f"""<!DOCTYPE html>
<html lang="{html.escape(locale)}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>{{{{ organization.name }}}}</title>
</head>"""
    page = f"""<body>
<div class="hidden">{preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
<td class="around" align="center">
<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0">
<tbody><tr><td class="head">{{% if organization.logo %}}<img class="logo" src="{{{{ organization.logo }}}}" \
alt="{{{{ organization.name }}}}">{{% else %}}{{{{ organization.name }}}}{{% endif %}}</td></tr>
<tr><td class="words">
{body}
</td></tr></tbody></table>
<!--[if mso]></td></tr></table><![endif]-->
{_FOOT}
</td></tr></tbody></table>
</body></html>
"""
    document = _inliner(start).inline(opening + page)
    styled = document.replace("</head>", f"<style>{_SCREENS}</style>\n</head>", 1)
    for stand_in, tag in _COLOURS.items():
        styled = styled.replace(stand_in, tag)
    return styled

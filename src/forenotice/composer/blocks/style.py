"""How a page made of blocks looks: its colours, and its letters by day and by night."""

# Stand-ins for the organization's colours, as no smart tag can stand in a style while MRML works.
COLOUR, COLOUR_TEXT, COLOUR_ON_LIGHT, COLOUR_ON_DARK = "#c0ffe1", "#c0ffe2", "#c0ffe3", "#c0ffe4"
COLOURS = {
    COLOUR: "{{ organization.colour }}",
    COLOUR_TEXT: "{{ organization.colour_text }}",
    COLOUR_ON_LIGHT: "{{ organization.colour_on_light }}",
    COLOUR_ON_DARK: "{{ organization.colour_on_dark }}",
}
FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
HEADLINE = "margin:0 0 12px;font-size:24px;line-height:31px;font-weight:700;color:#16181b"
HEADLINE_IN_A_BOX = "margin:0 0 8px;font-size:20px;line-height:27px;font-weight:700;color:#16181b"
HEADING = "margin:0 0 6px;font-size:17px;line-height:24px;font-weight:700;color:#16181b"
QUIET = "font-size:14px;line-height:21px;color:#5d6368"
LABEL = (
    "padding:10px 0;border-bottom:1px solid #e2e4e1;width:32%;vertical-align:top;"
    "font-size:14px;line-height:22px;font-weight:400;color:#5d6368"
)
VALUE = (
    "padding:10px 0;border-bottom:1px solid #e2e4e1;vertical-align:top;"
    "font-size:16px;line-height:22px;font-weight:600;color:#16181b"
)

STYLE = f"""
.page {{ padding:24px 12px 0; }}
.words a {{ color:{COLOUR_ON_LIGHT}; }}
h1, h2 {{ text-wrap:balance; }}
.booster p {{ margin:0 0 14px; }}
@media (max-width:480px) {{
.page {{ padding:0 !important; }}
.sheet, .sheet > table, .sheet > table > tbody > tr > td {{ border-radius:0 !important; }}
.sheet > table > tbody > tr > td {{ padding:22px 20px 16px !important; }}
.button table, .button a {{ width:100% !important; box-sizing:border-box; }}
}}
@media (prefers-color-scheme:dark) {{
body, .page {{ background-color:#121416 !important; }}
.sheet, .sheet > table {{ background:#1d2023 !important; }}
.words div, .words p, .words li {{ color:#e4e6e8 !important; }}
.words h1, .words h2, .facts td {{ color:#ffffff !important; }}
.words .facts th, .words .quiet p, .head div, .foot div, .foot a {{ color:#a9b0b6 !important; }}
.facts th, .facts td, .rule p {{ border-color:#3a3f44 !important; }}
.deadline td, .aside td {{ border-color:{COLOUR_ON_DARK} !important; }}
.words a {{ color:{COLOUR_ON_DARK} !important; }}
}}
"""

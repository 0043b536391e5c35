/**
 * The style of a page. Colours have names, and each stands with a symbol and a word; light and dark by what the reader's
 * system prefers, light on paper. Every pair of text and ground has a contrast of at least 4.5.
 */
const SOURCE = `
:root{color-scheme:light;--page:#f5f6f8;--paper:#fff;--sunk:#f0f2f5;--text:#18212d;--dim:#566070;--line:#dfe3e9;--link:#1a56a8;
--ok:#1f7a45;--warning:#8f5a00;--unknown:#6a48a8;--broken:#b42318;--open:#6b7684;--change:#1a56a8;
--ok-bg:#e9f6ee;--warning-bg:#fdf3dc;--unknown-bg:#f2edfb;--broken-bg:#fdeceb;--sign:#fff}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--page:#10141a;--paper:#181e26;--sunk:#11161d;--text:#e3e8ef;--dim:#9aa6b5;--line:#2b3441;--link:#85b4f7;
--ok:#5cc98a;--warning:#e6b450;--unknown:#b99cf0;--broken:#ff8d83;--open:#8793a3;--change:#85b4f7;
--ok-bg:#15271d;--warning-bg:#2a2213;--unknown-bg:#221c30;--broken-bg:#2f1a1b;--sign:#10141a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
body{margin:0;background:var(--page);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.top,main,footer{max-width:1160px;margin:0 auto;padding:0 20px}
.top{display:flex;flex-wrap:wrap;gap:2px 16px;align-items:baseline;padding-top:18px}
.top p,.brand{margin:0}
.brand{font-weight:700;letter-spacing:-.01em}
footer{padding-top:4px;padding-bottom:32px}
h1,h2,h3,h4{line-height:1.3;margin:0;font-weight:650;letter-spacing:-.01em}
h1{font-size:26px}
h2{font-size:16px;margin-bottom:10px}
h3,h4{font-size:14px}
p{margin:0 0 8px}
ul,ol{margin:0 0 8px;padding:0}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:12.5px}
code,time{unicode-bidi:isolate}
pre{margin:6px 0;padding:10px 12px;background:var(--sunk);border:1px solid var(--line);border-radius:6px;overflow-x:auto;white-space:pre;line-height:1.55;tab-size:2;overflow-wrap:normal;unicode-bidi:isolate}
.code{position:relative}
.copy{position:absolute;top:7px;right:7px;font:inherit;font-size:12px;padding:2px 9px;color:var(--link);background:var(--paper);border:1px solid var(--line);border-radius:5px;cursor:pointer}
.dim{color:var(--dim)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.defs{position:absolute}
[hidden]{display:none!important}
.i{width:16px;height:16px;vertical-align:-3px;flex:none}
.sign{fill:none;stroke:var(--sign);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.disc{stroke:none}
.i.ok,.path .ok{fill:var(--ok)}.i.warning,.path .warning{fill:var(--warning)}.i.unknown,.path .unknown{fill:var(--unknown)}
.i.broken,.path .broken{fill:var(--broken)}.i.open,.path .open{fill:var(--open)}
.ok>.tag,.ok>b{color:var(--ok)}.warning>.tag{color:var(--warning)}.unknown>.tag{color:var(--unknown)}.broken>.tag,.broken>b{color:var(--broken)}
.change>b{color:var(--change)}.open>.tag{color:var(--dim)}
.badge{display:inline-flex;gap:6px;align-items:center;font-size:12px;font-weight:700;letter-spacing:.04em;text-transform:uppercase;white-space:nowrap}
.badge.ok{color:var(--ok)}.badge.warning{color:var(--warning)}.badge.unknown{color:var(--unknown)}.badge.broken{color:var(--broken)}
.card,.hero,.finding{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:14px 0}
.hero{border-left-width:5px;padding:18px 22px}
.hero.ok{border-left-color:var(--ok)}.hero.warning{border-left-color:var(--warning)}.hero.unknown{border-left-color:var(--unknown)}.hero.broken{border-left-color:var(--broken)}
.sentence{font-size:17px;margin:4px 0 10px;line-height:1.4}
.first{padding:8px 12px;border-radius:6px;background:var(--broken-bg)}
.first b{color:var(--broken)}
.next p{margin:0}.next pre{margin-bottom:0}
.columns{display:grid;gap:0 14px;grid-template-columns:minmax(0,1fr)}
.columns>div>:first-child{margin-top:14px}
.path{display:block;max-width:100%;height:auto;margin:0 0 12px}
.path text{fill:var(--text);font-size:13px}
.path .open text{fill:var(--dim)}
.path .note{fill:var(--broken);font-size:12px;font-weight:600}
.way{fill:none;stroke:var(--ok);stroke-width:2}
.path .way{fill:none}.way.open,.way.cut{stroke:var(--open)}.way.cut{stroke-dasharray:3 4}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr);gap:3px 12px;margin:0;font-size:13px}
.facts dt{color:var(--dim)}.facts dd{margin:0}
.wrong>h2{margin:18px 0 0}
.columns .wrong>h2{margin-top:0;padding-top:2px}
.finding{border-left-width:4px}
.finding.broken{border-left-color:var(--broken)}.finding.warning{border-left-color:var(--warning)}
.finding h3,.finding h4{font-weight:600;line-height:1.4}
.finding .tag{margin-right:4px;font-weight:700}
.finding.broken h3 .tag,.finding.broken h4 .tag{color:var(--broken)}.finding.warning h3 .tag,.finding.warning h4 .tag{color:var(--warning)}
.where{margin:2px 0 8px}.where b{color:var(--broken);font-weight:600}
.because,.limits,.notes{padding-left:18px}
.because li,.limits li{margin:2px 0}
.because li{font-size:13.5px}
.fix{border-top:1px solid var(--line);margin-top:10px;padding-top:10px}
.fix>p{margin-bottom:4px}.fix>p>b:first-child{color:var(--ok)}
.notes li::marker{color:var(--warning)}
.more{font-size:12.5px;margin:8px 0 0}
summary{cursor:pointer;color:var(--link);width:fit-content}
.lanes{border-collapse:collapse;width:100%;margin:6px 0 4px;table-layout:auto}
.lanes th{font-weight:400;text-align:left;padding:0 12px 0 0;white-space:nowrap;width:1%}
.lanes td{padding:2px 0}
.lanes td:nth-child(2){width:98%}
.lanes .sum{padding-left:12px;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.lanes svg{display:block;width:100%;height:28px;background:var(--sunk);border-radius:3px}
.bars{fill:var(--open)}.lanes .ok .bars{fill:var(--ok)}.lanes .broken .bars{fill:var(--broken)}
.mark{stroke:var(--text);stroke-width:1.5;stroke-dasharray:4 3;vector-effect:non-scaling-stroke;fill:none}
.axis{display:flex;justify-content:space-between;font-size:11.5px;color:var(--dim);font-variant-numeric:tabular-nums}
.key{font-size:12.5px}
.timeline{list-style:none;margin-top:12px;border-left:2px solid var(--line)}
.timeline li{display:grid;grid-template-columns:86px 86px minmax(0,1fr);gap:0 8px;padding:3px 0 3px 12px}
.timeline b{font-weight:600;white-space:nowrap}.timeline time{font-variant-numeric:tabular-nums;color:var(--dim)}
.lists{display:grid;gap:4px 28px;grid-template-columns:minmax(0,1fr)}
.checks{margin:6px 0}
.checks h3,.checks h4{margin-bottom:2px}
.checks ul,.gaps{list-style:none}
.arn{margin:0 0 4px}
.checks li{display:grid;gap:0 6px;grid-template-columns:92px minmax(0,1fr);padding:3px 0;border-top:1px solid var(--line)}
.gaps li{padding:2px 0;display:flex;gap:8px}.gaps .i{margin-top:3px}
.tag{white-space:nowrap}
@media (min-width:900px){.columns{grid-template-columns:356px minmax(0,1fr)}.columns>.card{align-self:start}}
@media (max-width:560px){.top,main,footer{padding-left:12px;padding-right:12px}.hero,.card,.finding{padding:14px}h1{font-size:22px}.sentence{font-size:16px}
.copy{position:static;display:block;margin:0 0 6px auto}.timeline li{grid-template-columns:86px minmax(0,1fr)}.timeline li>span{grid-column:1/-1}.checks li{grid-template-columns:88px minmax(0,1fr)}}
@media print{:root{--page:#fff}body{font-size:10.5pt}.top,main,footer{max-width:none;padding:0}.card,.hero{break-inside:auto}.finding,.checks li,.timeline li,.lanes,.path{break-inside:avoid}
h2,h3,h4{break-after:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}.copy,.filter{display:none!important}a{color:inherit}details:not(.rule)::details-content{content-visibility:visible;height:auto}@page{margin:14mm}
.card,.hero,.finding,.badge,.bars,.i,.path{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`

/** As it is put into a page: a line break of the source is only for those who read it here. */
export const STYLE = SOURCE.replaceAll('\n', '')

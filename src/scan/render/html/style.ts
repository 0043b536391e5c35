/** What the page of a scan has beside the style of every page. A rule that is out of sight costs the browser nothing. */
const SOURCE = `
h1{font-size:22px;margin:4px 0 12px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:6px 10px;z-index:2}
.totals{display:block;width:100%;height:14px;border-radius:4px;margin:4px 0 10px}
rect.ok{fill:var(--ok)}rect.warning{fill:var(--warning)}rect.unknown{fill:var(--unknown)}rect.broken{fill:var(--broken)}rect.open{fill:var(--open)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin-bottom:10px}
.legend a{color:inherit;text-decoration:none}.legend a:hover{text-decoration:underline}
.legend a[aria-current=true]{font-weight:700;text-decoration:underline}
.hero nav{display:flex;flex-wrap:wrap;gap:4px 18px;border-top:1px solid var(--line);padding-top:10px}
.ending{color:var(--unknown);font-weight:600}
#causes>h2,#rules>h2{margin:22px 0 2px}
.cause{margin:10px 0}.cause .where{margin-bottom:6px}.cause p{margin-bottom:6px}
.rest{display:inline}.rest>summary{display:inline;margin-left:4px}
.only{font:inherit;font-size:12.5px;margin-left:6px;padding:1px 8px;color:var(--link);background:none;border:1px solid var(--line);border-radius:5px;cursor:pointer}
.plain{list-style:none}.plain>li{display:flex;gap:8px;padding:3px 0}.plain .i{margin-top:3px}
.pair{display:grid;gap:4px 28px;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr))}
.filter{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:end;padding:10px 12px;margin:8px 0;background:var(--paper);border:1px solid var(--line);border-radius:10px;position:sticky;top:0;z-index:1}
.filter label{display:grid;font-size:12px;color:var(--dim);gap:2px;min-width:0}
.filter input,.filter select,.filter button{font:inherit;color:var(--text);background:var(--page);border:1px solid var(--open);border-radius:6px;padding:3px 8px;height:32px;max-width:220px;min-width:0}
.filter button{cursor:pointer}
.filter output{margin-left:auto;align-self:center;font-variant-numeric:tabular-nums;color:var(--dim)}
.rules{list-style:none;background:var(--paper);border:1px solid var(--line);border-radius:10px;overflow:clip}
.rules>li{display:block;content-visibility:auto;contain-intrinsic-size:auto 41px}
.rules>li,.body,.body .finding{scroll-margin-top:76px}
.rules>li+li{border-top:1px solid var(--line)}
.rule>summary{display:grid;grid-template-columns:132px minmax(0,1.1fr) 40px minmax(0,.8fr) minmax(0,1.6fr);gap:2px 12px;align-items:center;padding:9px 14px;width:auto;color:inherit;list-style:none}
.rule>summary::-webkit-details-marker{display:none}
.rule>summary:hover,.rule[open]>summary{background:var(--sunk)}
.rule>summary:focus-visible{outline-offset:-2px}
.s{font-size:11.5px;letter-spacing:.04em;text-transform:uppercase;white-space:nowrap;display:flex;gap:7px;align-items:center}
.s::before{content:"✓";width:16px;height:16px;border-radius:8px;color:var(--sign);background:var(--c);font:700 11px/16px system-ui,sans-serif;text-align:center;letter-spacing:0}
.s{color:var(--c)}.s.ok{--c:var(--ok)}.s.warning{--c:var(--warning)}.s.unknown{--c:var(--unknown)}.s.broken{--c:var(--broken)}.s.open{--c:var(--open);color:var(--dim)}
.s.warning::before{content:"!"}.s.unknown::before{content:"?"}.s.broken::before{content:"✗"}.s.open::before{content:"·"}
.rule h3{font-weight:600}
.rule>summary .new{grid-column:3}.rule .bus,.rule .codes{font-size:13px;color:var(--dim)}.rule .bus{grid-column:4}.rule .codes{grid-column:5}
.new{justify-self:start;font-size:11px;font-weight:700;color:var(--sign);background:var(--change);border-radius:9px;padding:0 7px}
.body{padding:12px 16px 16px;border-top:1px solid var(--line)}
.body .finding{margin:0 0 10px;background:none}
.body .columns{grid-template-columns:minmax(0,1fr)}
@media (min-width:900px){.body .columns{grid-template-columns:330px minmax(0,1fr)}.body>.lists{grid-template-columns:1fr 1fr}}
.columns>div>h4{margin:14px 0 2px}
@media (max-width:760px){.rule>summary{grid-template-columns:minmax(0,1fr) auto;padding:9px 12px}.rule>summary .s{grid-column:1/-1}.rule>summary .new{grid-column:2}.rule>summary .bus,.rule>summary .codes{grid-column:1/-1}
.filter{position:static}.filter label{flex:1 1 40%}.filter input,.filter select{max-width:none;width:100%}.only{margin-left:0;display:block;margin-top:4px}.body{padding:10px 12px 12px}}
@media print{.rules>li{display:block;content-visibility:visible}.only,.skip,.hero nav{display:none!important}.rules>li{break-inside:auto}.rule>summary{break-inside:avoid}}
`

export const SCAN_STYLE = SOURCE.replaceAll('\n', '')

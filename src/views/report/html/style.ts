// The style of the report, and the policy under which a browser opens it: nothing is loaded, nothing is run, and no other
// style applies. The digest is that of the style as it stands here.

/** The style. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fbfbfa;--card:#fff;--ink:#1c2024;--soft:#5b636d;--line:#e3e5e8;--track:#eceef0;
--ok:#1a7f4b;--bad:#c0362c;--warn:#9a6700;--act:#2563a8;--person:#8250a8;--code:#f3f4f5}
@media (prefers-color-scheme:dark){:root{--page:#14171a;--card:#1b1f23;--ink:#e4e7ea;--soft:#98a2ad;--line:#2d333a;
--track:#262b31;--ok:#4cc38a;--bad:#ff8479;--warn:#e0b050;--act:#6cb1f5;--person:#c79bf0;--code:#22272d}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
overflow-wrap:anywhere}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .7rem;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:2.6rem 0 .8rem}
h3{font-size:1rem;margin:0 0 .4rem}
p{margin:.3rem 0}ul,ol{margin:.3rem 0;padding-left:1.25rem}li{margin:.2rem 0}
small,.soft{color:var(--soft);font-size:.875rem}
code,pre,.mono{font:.85rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{white-space:pre-wrap;background:var(--code);border-radius:6px;padding:.65rem .8rem;margin:.5rem 0}
.verdict{font-size:1.1rem;border-left:4px solid var(--soft);padding:.15rem 0 .15rem .8rem;margin:0 0 1.6rem}
.ok{--tone:var(--ok)}.bad{--tone:var(--bad)}.warn{--tone:var(--warn)}.act{--tone:var(--act)}.person{--tone:var(--person)}.quiet{--tone:var(--soft)}
.verdict.ok,.verdict.bad,.verdict.warn{border-color:var(--tone)}.verdict strong,.tone{color:var(--tone)}
dl{display:grid;grid-template-columns:9.5rem 1fr;gap:.45rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.15rem;margin:.7rem 0}
.todo,.seen{list-style:none}.todo li::before,.seen li::before{display:inline-block;width:1.5rem;margin-left:-1.5rem}
.todo,.seen{padding-left:1.5rem}.todo li::before{content:"\\2610";color:var(--soft)}.seen li::before{content:"\\2713";color:var(--ok)}
.took{margin-top:1.8rem}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft)}summary:hover{color:var(--ink)}
summary:focus-visible{outline:2px solid var(--act);outline-offset:2px;border-radius:3px}
svg{display:block;width:100%}
.parts{height:1.1rem;border-radius:5px;overflow:hidden}
.part-0{fill:#8da0b3}.part-1{fill:#5b8fc7}.part-2{fill:#c98f3a}.part-3{fill:#3f9a6b}.part-4{fill:#8a6bb5}.part-5{fill:#b3656a}
.key{display:inline-block;width:.7rem;height:.7rem;margin-right:.5rem;vertical-align:-.05rem}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin:.6rem 0}
table{border-collapse:collapse}td,th{text-align:left;padding:.32rem 2rem .32rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:500;color:var(--soft)}.num{text-align:right;padding-right:0;white-space:nowrap;font-variant-numeric:tabular-nums}
.spans{list-style:none;padding:0;margin:0;font-size:.9rem}
.spans li{display:grid;grid-template-columns:19rem 1fr 4.6rem;gap:.9rem;align-items:center;margin:0;padding:.22rem 0;border-bottom:1px solid var(--line)}
.spans svg{height:.7rem}.track{fill:var(--track)}.bar{fill:var(--tone)}.open{opacity:.45}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.9rem}
figure{margin:0}figcaption{display:flex;justify-content:space-between;gap:.8rem;font-size:.85rem}
figure svg{height:3.4rem;margin-top:.3rem}
.curve{fill:none;stroke:var(--act);stroke-width:1.6;vector-effect:non-scaling-stroke}
.dot{fill:none;stroke:var(--act);stroke-width:4.5;stroke-linecap:round;vector-effect:non-scaling-stroke}
.mark{stroke:var(--warn);stroke-width:1.2;stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
.yes{fill:var(--ok);opacity:.75}.no{fill:var(--bad);opacity:.75}
.day{font-weight:600;padding-top:.6rem!important}.story{list-style:none;padding:0;font-size:.9rem}.story li{display:grid;grid-template-columns:5.4rem 5.6rem 1fr;gap:.6rem;padding:.1rem 0;margin:0}
.for::marker{color:var(--ok)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
@media (max-width:40rem){main{padding:1.4rem 1rem 3rem}h1{font-size:1.5rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}
.spans li{grid-template-columns:1fr 4.6rem;gap:.1rem .8rem}.spans svg{grid-row:2;grid-column:1/3}
.story li{grid-template-columns:5.4rem 1fr}.story .said{grid-column:1/3}.charts{grid-template-columns:1fr}}
@media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--track:#eee;--code:#f4f4f4}
body{font-size:10.5pt}main{max-width:none;padding:0}.card,figure,.spans li{break-inside:avoid}h2{break-after:avoid}
details:not(.long)::details-content{content-visibility:visible;display:block}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

/** sha256 of the style, base64; a test says what it must be when the style has changed. */
const DIGEST = 'n/YeB7qXX1p3sZFjQFgvx9nb3rVdJnqeTHyQMmCN2vI=';

/** What a browser may do with the page: draw it, in this style. */
export const POLICY = `default-src 'none'; style-src 'sha256-${DIGEST}'; img-src data:; base-uri 'none'; form-action 'none'`;

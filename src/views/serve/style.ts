// The style of the pages of `serve`: that of the report, and what only they have.

import { STYLE } from '../report/html/style.ts';

/** The style. */
export const PAGE_STYLE = `${STYLE}
a{color:var(--act)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;background:var(--card);padding:.5rem .8rem;z-index:2}
.top{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;align-items:center;padding:.7rem 1.5rem;border-bottom:1px solid var(--line);background:var(--card)}
.brand{font-weight:700}.top ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;margin:0;padding:0}
.top a{text-decoration:none;padding:.3rem 0;display:inline-block}.top a[aria-current]{font-weight:700;border-bottom:2px solid var(--act)}
.badge{background:var(--warn);color:var(--page);border-radius:1rem;padding:.05rem .5rem;font-size:.8rem;font-weight:700}
.who{margin-left:auto;display:flex;gap:.8rem;align-items:center}.who form{margin:0}
main:focus{outline:none}
.cards{list-style:none;padding:0}.cards h2,.cards h3{margin:0 0 .3rem;font-size:1.05rem}
.question{border-left:4px solid var(--warn)}.question h2{margin-top:0}.question h3{margin-top:1.1rem}
.answers{list-style:none;padding:0}.answers li{padding:.7rem 0;border-top:1px solid var(--line);margin:0}
.answers form,.stack{display:flex;flex-direction:column;align-items:flex-start;gap:.35rem}
.row{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:end;list-style:none;padding-left:0}.card.row{padding-left:1.15rem}
.row p{margin:0}.row label{display:block}
label{font-weight:500}
input,select,textarea,button{font:inherit;color:inherit;min-height:2.6rem;max-width:100%}
input:not([type=hidden]),select,textarea{background:var(--page);border:1px solid var(--soft);border-radius:6px;padding:.4rem .6rem;width:min(34rem,100%)}
.row input,.row select{width:auto}textarea{font:.9rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
button{background:var(--ink);color:var(--page);border:1px solid var(--ink);border-radius:6px;padding:.4rem 1rem;cursor:pointer;font-weight:600}
button.acts{background:var(--warn);border-color:var(--warn);color:var(--page)}
button.plain{background:none;color:var(--act);border-color:transparent;padding:.4rem .5rem .4rem 0;font-weight:400;text-decoration:underline}
:is(a,input,select,textarea,button,.wide):focus-visible{outline:3px solid var(--act);outline-offset:2px}
.wide{overflow-x:auto}.wide table{overflow-wrap:break-word}.wide td:first-child{white-space:nowrap}.wide table{width:100%}.wide td,.wide th{padding-right:1rem}
.prose{white-space:pre-wrap}
.newer{position:sticky;bottom:0;background:var(--card);border-top:2px solid var(--act);margin:0;padding:.7rem 1.5rem}
[hidden]{display:none!important}
.start summary{color:var(--ink);font-weight:600}
@media (max-width:40rem){.top{padding:.6rem 1rem}.who{margin-left:0}.row input,.row select{width:100%}.row p{width:100%}}
@media print{.top,.newer,.acts,.answers{display:none}}
`;

// The style of the dialog as the click opens it. It is part of what a page loads at once, so the sheet has no comments and no
// indentation. The style of what the engine adds is in `js/engine/interior.js`.
//
// `.box` is the dialog or, in a container of the page, the region in its place. The element around it has no box of its own, so that the
// container lays out the region itself. The skeleton is as wide as the frame's page, whose content has 432 px at most.

export const css = `
:host{all:initial!important;display:contents!important}
.box{display:flex;border-radius:var(--radius);overflow:hidden;height:var(--high);--radius:var(--passage-radius,16px);max-width:100%;font:400 15px/1.45 var(--passage-font,system-ui,sans-serif);color-scheme:light;inset:calc(var(--top,0px) + (var(--full) - var(--high))/2) 0 auto;--high:min(680px,var(--full) - 32px);--full:var(--height,100%);--muted:#545c66;--surface:#fff;flex-direction:column;--line:#dde1e6;box-sizing:border-box;margin:0 auto;--ink:#14181d;color:var(--ink);background:var(--surface);max-height:none;padding:0;border:0;width:420px}
.dark{--line:#2c3239;--muted:#a9b2bc;--ink:#eef1f4;color-scheme:dark;--surface:#16191d}
@media (prefers-color-scheme:dark){.auto{color-scheme:dark;--surface:#16191d;--ink:#eef1f4;--muted:#a9b2bc;--line:#2c3239}}
section.box{min-height:680px;width:100%;height:100%;border:1px solid var(--line)}
::backdrop{background:#0b122499}
.head{flex:none;min-height:52px;display:flex;align-items:center;border-bottom:1px solid var(--line);padding-inline:24px 4px}
h2{flex:1;font:inherit;margin:0;font-weight:600}
#close{flex:none;border:0;display:grid;height:44px;background:none;color:var(--muted);width:44px;place-content:center;padding:0}
#close::before,#close::after{grid-area:1/1;rotate:45deg;content:"";width:17px;border-top:2px solid}
#close::after{rotate:-45deg}
section{flex:1;min-height:0}
.bones{padding:28px 24px;gap:14px;grid-template-columns:48px minmax(0,370px);place-content:start center;align-items:center;display:grid}
i{background:var(--line);height:48px;border-radius:10px}
i:nth-child(2){height:24px;width:70%}
i:nth-child(n+3){grid-column:1/-1;margin-top:34px}
i:nth-child(5){margin-top:12px}
@media (max-width:480px),(max-height:480px){[open]{inset:var(--top,0) 0 auto;width:auto;height:var(--full);border-radius:0}dialog .head{padding-top:env(safe-area-inset-top)}section.box{min-height:740px}}
`;

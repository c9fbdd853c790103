// How the dialog looks when the click shows it. It travels with a page's first scripts, hence the short lines and no comments
// in it; what is needed later stands in `js/engine/interior.js`.

export const css = `
:host{all:initial!important}
dialog{--radius:var(--passage-radius,16px);--surface:#fff;--ink:#14181d;--muted:#545c66;--line:#dde1e6;color-scheme:light;box-sizing:border-box;--full:var(--height,100%);--high:min(680px,var(--full) - 32px);inset:calc(var(--top,0px) + (var(--full) - var(--high))/2) 0 auto;margin:0 auto;padding:0;border:0;width:420px;max-width:100%;height:var(--high);max-height:none;border-radius:var(--radius);background:var(--surface);color:var(--ink);font:400 15px/1.45 var(--passage-font,system-ui,sans-serif);box-shadow:0 24px 64px #0b122433;overflow:hidden;outline:1px solid #0000}
.dark{color-scheme:dark;--surface:#16191d;--ink:#eef1f4;--muted:#a9b2bc;--line:#2c3239}
@media (prefers-color-scheme:dark){.auto{color-scheme:dark;--surface:#16191d;--ink:#eef1f4;--muted:#a9b2bc;--line:#2c3239}}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#0b122499}
.head{display:flex;flex:none;align-items:center;min-height:52px;padding-inline:24px 4px;border-bottom:1px solid var(--line)}
h2{flex:1;margin:0;font:inherit;font-weight:600}
#close{display:grid;place-content:center;flex:none;width:44px;height:44px;border:0;padding:0;background:none;color:var(--muted);cursor:pointer}
#close::before,#close::after{content:"";grid-area:1/1;width:17px;border-top:2px solid;rotate:45deg}
#close::after{rotate:-45deg}
section{flex:1;min-height:0}
.bones{display:grid;align-content:start;grid-template-columns:48px 1fr;gap:14px;align-items:center;padding:28px 24px}
i{height:48px;border-radius:10px;background:var(--line)}
i:nth-child(2){width:70%;height:24px}
i:nth-child(n+3){grid-column:1/-1;margin-top:34px}
i:nth-child(5){margin-top:12px}
@media (max-width:480px),(max-height:480px){dialog{inset:var(--top,0) 0 auto;width:auto;height:var(--full);border-radius:0}.head{padding-top:env(safe-area-inset-top)}}
@media (max-width:359px){.head,.bones{padding-inline-start:16px}}
`;

// The style of the dialog as the click opens it. It is part of what a page loads at once, so the sheet has no comments and no
// indentation. The style of what the engine adds is in `js/engine/interior.js`.

export const css = `
:host{all:initial!important}
dialog{--radius:var(--passage-radius,16px);height:var(--high);margin:0 auto;font:400 15px/1.45 var(--passage-font,system-ui,sans-serif);--full:var(--height,100%);--surface:#fff;--high:min(680px,var(--full) - 32px);inset:calc(var(--top,0px) + (var(--full) - var(--high))/2) 0 auto;padding:0;--ink:#14181d;max-width:100%;box-shadow:0 24px 64px #0b122433;width:420px;border-radius:var(--radius);background:var(--surface);--line:#dde1e6;max-height:none;overflow:hidden;color-scheme:light;border:0;box-sizing:border-box;color:var(--ink);--muted:#545c66;outline:1px solid #0000}
.dark{color-scheme:dark;--surface:#16191d;--ink:#eef1f4;--muted:#a9b2bc;--line:#2c3239}
@media (prefers-color-scheme:dark){.auto{color-scheme:dark;--surface:#16191d;--ink:#eef1f4;--muted:#a9b2bc;--line:#2c3239}}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#0b122499}
.head{display:flex;align-items:center;flex:none;min-height:52px;padding-inline:24px 4px;border-bottom:1px solid var(--line)}
h2{flex:1;margin:0;font:inherit;font-weight:600}
#close{display:grid;cursor:pointer;background:none;place-content:center;flex:none;padding:0;width:44px;border:0;color:var(--muted);height:44px}
#close::before,#close::after{content:"";grid-area:1/1;width:17px;border-top:2px solid;rotate:45deg}
#close::after{rotate:-45deg}
section{flex:1;min-height:0}
.bones{padding:28px 24px;grid-template-columns:48px 1fr;align-content:start;align-items:center;display:grid;gap:14px}
i{background:var(--line);height:48px;border-radius:10px}
i:nth-child(2){width:70%;height:24px}
i:nth-child(n+3){grid-column:1/-1;margin-top:34px}
i:nth-child(5){margin-top:12px}
@media (max-width:480px),(max-height:480px){dialog{inset:var(--top,0) 0 auto;width:auto;height:var(--full);border-radius:0}.head{padding-top:env(safe-area-inset-top)}}
@media (max-width:359px){.head,.bones{padding-inline-start:16px}}
`;

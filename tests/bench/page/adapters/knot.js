// The web quick start of its documentation. A host cannot close it: its frame does, with the message that is posted here
// in its place (it checks neither source nor origin).
export default ({ default: KnotapiJS }) => {
  const knot = new KnotapiJS();
  return {
    open: () => knot.open({ sessionId: 'bench', clientId: 'bench', environment: 'sandbox', onSuccess() {}, onError() {}, onExit() {} }),
    close: () => window.postMessage({ name: 'close' }, '*'),
    dialog: () => document.getElementById('knotapi-iframe-holder'),
  };
};

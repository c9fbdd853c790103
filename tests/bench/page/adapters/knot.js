// The web quick start of its documentation. Only its frame can close it, by a message. The page posts that message in the frame's place,
// which works because the SDK checks neither its source nor its origin.
export default ({ default: KnotapiJS }) => {
  const knot = new KnotapiJS();
  return {
    open: () => knot.open({ sessionId: 'bench', clientId: 'bench', environment: 'sandbox', onSuccess() {}, onError() {}, onExit() {} }),
    close: () => window.postMessage({ name: 'close' }, '*'),
    dialog: () => document.getElementById('knotapi-iframe-holder'),
  };
};

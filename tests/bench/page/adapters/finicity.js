// "Embedded Experience" of its README.
export default ({ FinicityConnect }, { frames }) => ({
  open() {
    const none = () => undefined;
    FinicityConnect.launch(`${frames}/finicity`, { onDone: none, onCancel: none, onError: none }, { overlay: 'rgba(199,201,199, 0.5)' });
  },
  close: () => FinicityConnect.destroy(),
  dialog: () => document.getElementById('finicityConnectIframe'),
});

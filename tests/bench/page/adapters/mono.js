// docs/examples/react.md of the package: the set-up loads the hidden frame once, and a click shows it.
export default ({ default: Connect }) => {
  const connect = new Connect({ key: 'test_pk_bench', onSuccess() {}, onClose() {}, onLoad() {} });
  connect.setup();
  return {
    open: () => connect.open(),
    close: () => connect.close(),
    // Timers of its `open` go on for that long, closed or not.
    settlesMs: 2_000,
    dialog() {
      const widget = document.getElementById('mono-connect--widget-div');
      return widget?.style.visibility === 'visible' ? widget : null;
    },
  };
};

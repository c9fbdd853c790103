// "Embed the auth flow" of its documentation: `openConnectUI`, with a session token of one's backend.
export default ({ default: Nango }, { frames }) => {
  const nango = new Nango({ connectSessionToken: 'nango_connect_session_bench' });
  let connect;
  return {
    open() {
      connect = nango.openConnectUI({ baseURL: `${frames}/nango`, onEvent() {} });
    },
    close: () => connect.close(),
    dialog: () => document.getElementById('connect-ui'),
  };
};

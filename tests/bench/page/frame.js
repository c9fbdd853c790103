// The frame's side of each SDK's handshake; the last part of the address names the SDK.

const say = (message) => parent.postMessage(message, '*');

const sides = {
  async penpal() {
    const { WindowMessenger, connect } = await import('/sdk/penpal.js');
    await connect({ messenger: new WindowMessenger({ remoteWindow: parent, allowedOrigins: ['*'] }), methods: {} }).promise;
  },
  async zoid() {
    const { create } = await import('/sdk/zoid.js');
    create({ tag: 'bench-login', url: location.href, dimensions: { width: '420px', height: '600px' } });
  },
  nango: () => say({ type: 'ready' }),
  finicity: () => addEventListener('message', ({ data }) => data?.type === 'ping' && say({ type: 'ack' })),
};

await sides[location.pathname.split('/').filter(Boolean).at(-1)]();

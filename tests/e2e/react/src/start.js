// Which React is chosen by the address.
await import(`./${new URLSearchParams(location.search).get('react')}/page.js`);

import react from '@astrojs/react';
import { defineConfig } from 'astro/config';

// React, and nothing for the package.
export default defineConfig({ integrations: [react()] });

// The two checks that need no capture.

export { ConfigurationCheck } from './ConfigurationCheck.tsx';
export { HandshakeCheck } from './HandshakeCheck.tsx';

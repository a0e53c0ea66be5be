// Channels of Kubernetes streams: the first byte of each message.

export const kubernetesSubprotocol = /^(?:v([2-5])\.)?(?:base64\.)?channel\.k8s\.io$/;
/** The channels of commands. Those of port forwarding are pairs, counted. */
export const kubernetesChannels: Readonly<Record<number, string>> = {
  0: 'stdin',
  1: 'stdout',
  2: 'stderr',
  3: 'error',
  4: 'resize',
  255: 'close',
};

// A pod without the container that @kubernetes/client-node asks for: the status names the failure.
import { exec, servePods } from './kubernetes.mjs';

const failure = {
  metadata: {},
  status: 'Failure',
  message: 'container web is not valid for pod shop',
  reason: 'BadRequest',
  code: 400,
};

export const serve = () =>
  servePods('v5.channel.k8s.io', (_, streams) => {
    streams[2].write(JSON.stringify(failure));
  });

export const talk = (url) => exec(url, ['ls'], null);

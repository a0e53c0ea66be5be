import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { notRun: 'It runs at AWS alone; checked against its documentation.' };
const docs = 'https://docs.aws.amazon.com/elasticloadbalancing/latest';

/** AWS Application and Network Load Balancers. */
export const awsAlbGuide: Guide = {
  stack: 'aws-alb',
  name: 'AWS load balancers (ALB, NLB)',
  versions: 'Documented in 2026. An ALB passes WebSockets without a special word.',
  fixes: [
    {
      id: 'idle-timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Raise the idle timeout, or ping',
      wrong: {
        language: 'shell',
        text: `# nothing set: 60 seconds
aws elbv2 describe-load-balancer-attributes --load-balancer-arn "$ALB" \\
  --query "Attributes[?Key=='idle_timeout.timeout_seconds']"
`,
      },
      right: {
        language: 'shell',
        text: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$ALB" \\
  --attributes Key=idle_timeout.timeout_seconds,Value=3600
`,
      },
      why: 'An ALB closes a connection on which no data passed for 60 s; up to 4000 s can be set. TCP keep-alives do not count, WebSocket pings do: send them more often than the timeout.',
      confirm: 'Leave a connection still for 90 s, then send a message: it must be answered.',
      ran,
      source: `${docs}/application/edit-load-balancer-attributes.html#connection-idle-timeout`,
    },
    {
      id: 'protocol-version',
      causes: ['upgrade-refused', 'http2-preface'],
      conditions: { 'upgrade-refused': { statuses: [400, 464, 502, 505], tunnel: false } },
      title: 'A target group with protocol version HTTP1',
      wrong: {
        language: 'shell',
        text: `aws elbv2 create-target-group --name app --protocol HTTP --protocol-version HTTP2 \\
  --port 8080 --vpc-id "$VPC"
`,
      },
      right: {
        language: 'shell',
        text: `aws elbv2 create-target-group --name app --protocol HTTP --protocol-version HTTP1 \\
  --port 8080 --vpc-id "$VPC"
`,
      },
      why: 'WebSockets need HTTP/1.1 to the target. The protocol version of a target group cannot be changed later.',
      confirm: confirmUpgrade('https://app.example.com/'),
      ran,
      source: `${docs}/application/load-balancer-target-groups.html#target-group-protocol-version`,
    },
    {
      id: 'sticky',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400], tunnel: false } },
      title: 'Stickiness for Socket.IO and SockJS',
      wrong: {
        language: 'shell',
        text: `# two targets, no stickiness: the second request of a session gets 400
aws elbv2 describe-target-group-attributes --target-group-arn "$TARGETS"
`,
      },
      right: {
        language: 'shell',
        text: `aws elbv2 modify-target-group-attributes --target-group-arn "$TARGETS" \\
  --attributes Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie
`,
      },
      why: 'Sessions that begin with plain requests must reach the same target each time. A bare WebSocket is sticky by itself.',
      confirm: 'The answer to /socket.io/?EIO=4&transport=polling must set a cookie AWSALB.',
      ran,
      source: `${docs}/application/sticky-sessions.html`,
    },
    {
      id: 'nlb-proxy-protocol',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'PROXY protocol of a Network Load Balancer',
      wrong: {
        language: 'shell',
        text: `aws elbv2 modify-target-group-attributes --target-group-arn "$TARGETS" \\
  --attributes Key=proxy_protocol_v2.enabled,Value=true
`,
      },
      right: {
        language: 'shell',
        text: `aws elbv2 modify-target-group-attributes --target-group-arn "$TARGETS" \\
  --attributes Key=proxy_protocol_v2.enabled,Value=false
`,
      },
      why: 'Version 2 puts 16 bytes and more (0d 0a 0d 0a 00 0d 0a 51 ...) before the request. Leave it on only with a target that expects it (nginx: listen ... proxy_protocol).',
      confirm: confirmUpgrade('http://nlb.example.com/'),
      ran,
      source: `${docs}/network/edit-target-group-attributes.html#proxy-protocol`,
    },
  ],
};

/**
 * Whether this browser has WebRTC and WebSocket. Settings (`media.peerconnection.enabled` in
 * Firefox), extensions and some in-app browsers disable WebRTC.
 */
export function hasWebRtc(): boolean {
  return typeof RTCPeerConnection === 'function' && typeof WebSocket === 'function';
}

/**
 * Whether this browser can make calls at all. Settings (`media.peerconnection.enabled` in Firefox),
 * extensions and some in-app browsers take WebRTC away.
 */
export function hasWebRtc(): boolean {
  return typeof RTCPeerConnection === 'function' && typeof WebSocket === 'function';
}

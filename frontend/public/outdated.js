// The page for browsers that cannot run Parley. It has to work in all of them: ECMAScript 5, no
// modules, no style sheet. Fetched by browsers without modules, and if index.html finds that
// something is missing.
(function () {
  var MESSAGES = {
    outdated: [
      'This browser is too old for Parley',
      'Meetings need Chrome or Edge 109, Firefox 115, Safari 16.4, or a later one. Update this browser, or open the link in another one.',
    ],
    failed: [
      'Parley could not start',
      'Reload the page. If it fails again, update this browser or try another one, and tell whoever runs this server.',
    ],
  };

  function show() {
    var html = document.documentElement;
    var message = MESSAGES[html.getAttribute('data-unable')] || MESSAGES.outdated;
    var isDark = window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)').matches;
    var root = document.getElementById('root');
    var title = document.createElement('h1');
    var text = document.createElement('p');
    var button = document.createElement('button');
    html.style.background = isDark ? '#101418' : '#faf8f4';
    root.style.cssText =
      'max-width: 30rem; margin: 0 auto; padding: 20vh 1.5rem 2rem; text-align: center; font: 1rem/1.5 system-ui, sans-serif; color: ' +
      (isDark ? '#f3efe8' : '#101418');
    title.style.cssText = 'font-size: 1.75rem; line-height: 1.2';
    button.style.cssText =
      'min-height: 44px; padding: 0 24px; border: 0; border-radius: 12px; font: inherit; font-weight: 600; color: #101418; background: #e4572e';
    title.appendChild(document.createTextNode(message[0]));
    text.appendChild(document.createTextNode(message[1]));
    button.appendChild(document.createTextNode('Reload the page'));
    button.addEventListener('click', function () {
      location.reload();
    });
    root.setAttribute('role', 'main');
    while (root.firstChild) root.removeChild(root.firstChild);
    root.appendChild(title);
    root.appendChild(text);
    root.appendChild(button);
    document.title = message[0];
  }

  if (document.getElementById('root')) show();
  else document.addEventListener('DOMContentLoaded', show);
})();

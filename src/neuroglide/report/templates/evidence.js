(function () {
  "use strict";
  var root = document.documentElement;
  var data = JSON.parse(document.getElementById("data").textContent);
  var darkMedia = window.matchMedia("(prefers-color-scheme: dark)");

  var narrowMedia = window.matchMedia("(max-width: 620px)");

  function isDark() {
    var named = root.getAttribute("data-theme");
    return named ? named === "dark" : darkMedia.matches;
  }

  // Axis, grid and text colours follow the page's theme; the roles have a light and a dark colour.
  function themed(figure) {
    var style = getComputedStyle(root);
    var ink = style.getPropertyValue("--ink").trim(), grid = style.getPropertyValue("--grid").trim();
    var colours = isDark() ? data.dark : data.light;
    var found = JSON.parse(JSON.stringify(figure));
    found.data.forEach(function (trace) {
      var colour = colours[trace.meta];
      if (trace.line) { trace.line.color = colour; }
      if (trace.marker) { trace.marker.color = colour; trace.marker.line.color = colour; }
      if (trace.error_x) { trace.error_x.color = colour; }
    });
    found.layout.font.color = ink;
    // On a phone the row's id stands alone: the table and a tap on the mark tell the study.
    if (narrowMedia.matches) { found.layout.margin.l = 58; }
    found.layout.hoverlabel = { bgcolor: style.getPropertyValue("--card").trim(), font: { color: ink }, align: "left" };
    Object.keys(found.layout).forEach(function (name) {
      if (/^[xy]axis/.test(name)) {
        found.layout[name].gridcolor = grid;
        if (narrowMedia.matches && found.layout[name].tickvals) { found.layout[name].ticktext = found.layout[name].tickvals; }
        found.layout[name].zerolinecolor = style.getPropertyValue("--soft").trim();
      }
    });
    return found;
  }

  function draw() {
    document.querySelectorAll("[data-figure]").forEach(function (place) {
      var figure = themed(data.figures[Number(place.getAttribute("data-figure"))]);
      window.Plotly.react(place, figure.data, figure.layout, { displayModeBar: false, responsive: true });
    });
  }

  document.querySelector("[data-theme-toggle]").addEventListener("click", function () {
    root.setAttribute("data-theme", isDark() ? "light" : "dark");
    draw();
  });
  [darkMedia, narrowMedia].forEach(function (media) {
    if (media.addEventListener) { media.addEventListener("change", draw); }
  });
  draw();
}());

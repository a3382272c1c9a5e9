(function () {
  "use strict";
  var groups = JSON.parse(document.getElementById("data").textContent);
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  var darkMedia = window.matchMedia("(prefers-color-scheme: dark)");
  var root = document.documentElement;
  var redraws = [];

  function isDark() {
    var named = root.getAttribute("data-theme");
    return named ? named === "dark" : darkMedia.matches;
  }
  function css(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }
  function faded(hex) {
    return hex + "2e";
  }

  // Axis, grid and text colours follow the page's theme; line colours have a light and a dark set.
  function themed(layout) {
    layout.font.color = css("--ink");
    Object.keys(layout).forEach(function (key) {
      if (/^[xy]axis/.test(key)) {
        layout[key].gridcolor = css("--grid");
        layout[key].zerolinecolor = css("--line");
        layout[key].linecolor = css("--line");
      }
    });
    layout.hoverlabel = { bgcolor: css("--card"), bordercolor: css("--line"), font: { color: css("--ink") } };
    return layout;
  }

  function number(value, digits) {
    return value === null || value === undefined ? "not available" : value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
  }
  // A number of a band: as many digits as it was given.
  function short(value) {
    return value === null ? "slack" : String(value);
  }
  // A time in the unit of the figures.
  function timeText(seconds, unit) {
    return unit === "min" ? (seconds / 60).toFixed(1) + " min" : seconds.toFixed(1) + " s";
  }
  // The numbers of the time figure as CSV text: the very values that are drawn.
  function timeCsv(data) {
    var keys = Object.keys(data.time.values[data.first]), seconds = data.time.unit === "min" ? 60 : 1;
    var banded = data.time.sites.some(function (site) {
      return keys.some(function (key) { return data.time.bands[site.key][key].some(Boolean); });
    });
    var head = keys.concat.apply([], keys.map(function (key) { return banded ? [key, key + "_low", key + "_high"] : [key]; }));
    var rows = [["movement", "site", "time_s"].concat(head).join(",")];
    data.time.names.forEach(function (name, i) {
      data.time.sites.forEach(function (site) {
        var values = data.time.values[site.key], bands = data.time.bands[site.key];
        data.time.time[i].forEach(function (t, k) {
          var row = [], cell = function (v) { row.push(v === null ? "" : v); };
          keys.forEach(function (key) {
            cell(values[key][i][k]);
            if (!banded) { return; }
            [0, 1].forEach(function (end) { cell(bands[key][i] ? bands[key][i][end][k] : values[key][i][k]); });
          });
          rows.push(['"' + name.replace(/"/g, '""') + '"', site.key, (t * seconds).toFixed(3)].concat(row).join(","));
        });
      });
    });
    return rows.join("\n") + "\n";
  }

  function setUp(section, data) {
    var config = { displayModeBar: false, responsive: true };
    var palette = function () { return isDark() ? data.dark : data.light; };
    var state = { frame: data.initial, site: data.first, range: "all", quantity: data.profile ? data.profile.quantities[0].key : null };
    var timePlot = section.querySelector('[data-plot="time"]');
    var profilePlot = section.querySelector('[data-plot="profile"]');
    var slider = section.querySelector("[data-scrub]");
    var play = section.querySelector("[data-play]");
    var cursors = data.time.names.map(function (_, i) {
      var line = document.createElement("div");
      line.className = "cursor";
      timePlot.appendChild(line);
      return line;
    });

    function drawTime() {
      var figure = JSON.parse(data.timeFigure);
      figure.data.forEach(function (trace) {
        var movement = trace.meta.movement, colour = palette()[movement % palette().length];
        var ends = data.time.bands[state.site][trace.meta.quantity][movement];
        if (trace.meta.part === "line") {
          trace.line.color = colour;
          trace.y = data.time.values[state.site][trace.meta.quantity][movement];
          trace.text = trace.y.map(function (_, k) { return ends ? " (" + short(ends[0][k]) + " to " + short(ends[1][k]) + ")" : ""; });
        } else {
          trace.y = ends ? ends[trace.meta.part === "low" ? 0 : 1] : [];
          if (!ends) { trace.x = []; }
          trace.line.color = colour;
          if (trace.fill) { trace.fillcolor = faded(colour); }
        }
      });
      var layout = themed(figure.layout);
      var last = Math.max.apply(null, data.time.time.map(function (t) { return t[t.length - 1]; }));
      Object.keys(layout).forEach(function (key) {
        if (/^xaxis/.test(key)) { layout[key].range = [0, state.range === "cycle" ? data.cycle : last]; }
      });
      window.Plotly.react(timePlot, figure.data, layout, config).then(function () {
        cursors.forEach(function (line) { timePlot.appendChild(line); });
        placeCursors();
      });
      section.querySelector("[data-time-sentence]").textContent = data.time.sentences[state.site];
    }

    function placeCursors() {
      var full = timePlot._fullLayout;
      if (!full || !full.xaxis || !full._size) { return; }
      cursors.forEach(function (line, i) {
        var t = data.frameTimes[i][state.frame] / (data.time.unit === "min" ? 60 : 1);
        var x = full.xaxis._offset + full.xaxis.d2p(t);
        var inside = x >= full.xaxis._offset - 1 && x <= full.xaxis._offset + full.xaxis._length + 1;
        line.style.display = inside ? "block" : "none";
        line.style.left = x + "px";
        line.style.top = full._size.t + "px";
        line.style.height = full._size.h + "px";
        line.style.borderLeftColor = palette()[i % palette().length];
        line.style.borderLeftStyle = i ? "dashed" : "solid";
      });
    }

    // Names of places that would lie on one another are left out; their grid lines stay.
    function thinned(axis, x) {
      var wide = profilePlot.clientWidth, span = Math.max.apply(null, x) - Math.min.apply(null, x);
      var last = -Infinity, gap = 19 * span / Math.max(wide - 110, 100);
      axis.ticktext = axis.tickvals.map(function (at, i) {
        if (at - last < gap) { return ""; }
        last = at;
        return axis.ticktext[i];
      });
      if (wide < 520) { axis.title.text = "from the spine outward"; axis.tickfont = { size: 11 }; }
    }

    // Middle of the draws at the sites, and how far their band reaches up and down.
    function barsOf(movement, frame) {
      var at = data.profile.site_bands[state.quantity][movement][frame];
      var beyond = function (one, two) { return one.map(function (v, k) { return v === null || two[k] === null ? 0 : v - two[k]; }); };
      return { y: at[1], up: beyond(at[2], at[1]), down: beyond(at[1], at[0]) };
    }

    function drawProfile() {
      if (!profilePlot) { return; }
      var profile = data.profile;
      var quantity = profile.quantities.find(function (q) { return q.key === state.quantity; });
      var figure = JSON.parse(data.profileFigure);
      figure.data.forEach(function (trace) {
        var part = trace.meta.part, movement = trace.meta.movement, colour = palette()[movement % palette().length];
        if (part === "sites") {
          var bars = barsOf(movement, state.frame);
          trace.y = bars.y;
          trace.marker.color = trace.error_y.color = colour;
          trace.error_y.array = bars.up;
          trace.error_y.arrayminus = bars.down;
          return;
        }
        trace.line.color = colour;
        trace.y = part === "line" ? profile.values[state.quantity][movement][state.frame] : profile[part][state.quantity][movement];
        if (part === "line") { trace.hovertemplate = "%{y:.2f} " + quantity.unit + "<extra>" + profile.names[movement] + "</extra>"; }
      });
      thinned(figure.layout.xaxis, profile.x[0]);
      figure.layout.yaxis.title.text = quantity.label + ", " + quantity.unit;
      window.Plotly.react(profilePlot, figure.data, themed(figure.layout), config);
      sayProfile();
    }

    function sayProfile() {
      var profile = data.profile, quantity = profile.quantities.find(function (q) { return q.key === state.quantity; });
      section.querySelector("[data-profile-sentence]").textContent = profile.names.map(function (name, i) {
        var values = profile.values[state.quantity][i][state.frame];
        var high = Math.max.apply(null, values), low = Math.min.apply(null, values);
        return name + " at " + timeText(data.frameTimes[i][state.frame], data.time.unit) + ": " + quantity.label.toLowerCase() + " from " +
          number(low, 2) + " to " + number(high, 2) + " " + quantity.unit;
      }).join("; ") + (Object.keys(profile.site_bands).length ? ", in the one central run, without a band." : ".");
    }

    function show(frame) {
      state.frame = frame;
      if (slider) {
        slider.value = frame;
        slider.setAttribute("aria-valuetext", data.frameTimes.map(function (t, i) {
          return data.time.names[i] + " " + timeText(t[frame], data.time.unit);
        }).join(", "));
      }
      if (data.frames) {
        section.querySelectorAll("[data-frame]").forEach(function (image, i) { image.src = data.frames[i][frame]; });
        section.querySelectorAll("[data-readout]").forEach(function (line, i) { line.textContent = data.readouts[i][frame]; });
      }
      placeCursors();
      if (profilePlot && profilePlot.data) {
        var lines = [], which = [], points = { y: [], "error_y.array": [], "error_y.arrayminus": [] }, where = [];
        profilePlot.data.forEach(function (trace, i) {
          if (trace.meta.part === "line") {
            lines.push(data.profile.values[state.quantity][trace.meta.movement][frame]);
            which.push(i);
          } else if (trace.meta.part === "sites") {
            var bars = barsOf(trace.meta.movement, frame);
            points.y.push(bars.y);
            points["error_y.array"].push(bars.up);
            points["error_y.arrayminus"].push(bars.down);
            where.push(i);
          }
        });
        window.Plotly.restyle(profilePlot, { y: lines }, which);
        if (where.length) { window.Plotly.restyle(profilePlot, points, where); }
        if (!timer) { sayProfile(); }
      }
    }

    var timer = null;
    function stop() {
      if (timer) { window.clearInterval(timer); timer = null; }
      if (play) { play.textContent = "Play"; play.setAttribute("aria-pressed", "false"); }
    }
    function start() {
      var frames = data.frames[0].length;
      // Who asked for less motion gets one still a second instead of a film.
      var pause = calm.matches ? 1000 : 1000 * data.playback / frames;
      play.textContent = "Pause";
      play.setAttribute("aria-pressed", "true");
      timer = window.setInterval(function () { show((state.frame + 1) % frames); }, pause);
    }
    if (play) { play.addEventListener("click", function () { if (timer) { stop(); } else { start(); } }); }
    if (slider) { slider.addEventListener("input", function () { stop(); show(Number(slider.value)); }); }
    section.querySelectorAll("[data-jump]").forEach(function (button) {
      button.addEventListener("click", function () { stop(); show(Number(button.getAttribute("data-jump"))); });
    });
    section.querySelector("[data-csv]").addEventListener("click", function (event) {
      event.currentTarget.href = URL.createObjectURL(new Blob([timeCsv(data)], { type: "text/csv;charset=utf-8" }));
    });
    section.querySelector("[data-site]").addEventListener("change", function (event) {
      state.site = event.target.value;
      drawTime();
    });
    var pick = section.querySelector("[data-quantity]");
    if (pick) { pick.addEventListener("change", function () { state.quantity = pick.value; drawProfile(); }); }
    section.querySelectorAll("[data-range]").forEach(function (button) {
      button.addEventListener("click", function () {
        state.range = button.getAttribute("data-range");
        section.querySelectorAll("[data-range]").forEach(function (b) { b.setAttribute("aria-pressed", String(b === button)); });
        drawTime();
      });
    });
    window.addEventListener("resize", function () { window.setTimeout(function () { placeCursors(); drawProfile(); }, 250); });
    redraws.push(function () { drawTime(); drawProfile(); });
    drawTime();
    drawProfile();
    var wanted = /moment=(\d+)/.exec(window.location.hash);
    if (wanted && slider) { show(Math.min(Number(wanted[1]), Number(slider.max))); }
  }

  function redraw() { redraws.forEach(function (f) { f(); }); }
  var toggle = document.querySelector("[data-theme-toggle]");
  toggle.addEventListener("click", function () {
    root.setAttribute("data-theme", isDark() ? "light" : "dark");
    redraw();
  });
  if (darkMedia.addEventListener) { darkMedia.addEventListener("change", redraw); }
  // On paper nothing can be opened: what stands under a picture is printed whole.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("figcaption details").forEach(function (more) { more.open = true; });
  });
  document.querySelectorAll("[data-group]").forEach(function (section) {
    setUp(section, groups[Number(section.getAttribute("data-group"))]);
  });
})();

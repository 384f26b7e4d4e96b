(function () {
  "use strict";
  var MAX_SHOWN = 50, AROUND = 70, DAY_MS = 86400000;
  var bareLetters = { "đ": "d" }, pages = null;

  // One letter for each letter, so that places in the folded text are those in the text itself.
  function bare(letter) {
    if (!bareLetters.hasOwnProperty(letter)) {
      bareLetters[letter] = letter.normalize("NFD").charAt(0);
    }
    return bareLetters[letter];
  }

  function fold(text) {
    return text.toLowerCase().replace(/[^\x00-\x7f]/g, bare)
      .replace(/\b(h|k|l|m|s|t|qu)y\b/g, "$1i");
  }

  function words(text) {
    return text.split(/[\x00-\x2f\x3a-\x60\x7b-\x7f\u00a0-\u00bf\u2000-\u206f]+/).filter(Boolean);
  }

  function whole(word) {
    var letters = /^[\x00-\x7f]/.test(word);
    return new RegExp((letters ? "(?:^|[^a-z0-9])" : "") + word + (letters ? "(?![a-z0-9])" : ""), "g");
  }

  function textOf(element) {
    return element.textContent.normalize("NFC").replace(/\s+/g, " ");
  }

  function readPages() {
    var found = [], items = document.querySelectorAll("details.item");
    [].forEach.call(items, function (item) {
      var title = textOf(item.querySelector("h2")), parts = item.querySelectorAll("section");
      var head = [].map.call(item.children, function (child) {
        return child.tagName === "SECTION" ? "" : textOf(child);
      }).join(" ");
      found.push({ id: item.id, title: title, text: head });
      [].forEach.call(parts, function (part) {
        var name = textOf(part.querySelector("h3"));
        found.push({ id: part.id, title: title + ", " + name, text: textOf(part).slice(name.length) });
      });
    });
    found.forEach(function (page) { page.folded = fold(page.text); });
    return found;
  }

  // Pages with all words; those that have them side by side, and with the marks typed, come first.
  function search(typed) {
    var clean = typed.normalize("NFC").toLowerCase(), asked = words(fold(clean));
    var exact = words(clean).join(" "), phrase = asked.join(" ");
    var tests = asked.map(whole);
    if (!asked.length) { return []; }
    return pages.map(function (page, place) {
      var count = 0, first = -1;
      for (var i = 0; i < tests.length; i += 1) {
        var hits = 0, match;
        tests[i].lastIndex = 0;
        while ((match = tests[i].exec(page.folded))) {
          hits += 1;
          if (first < 0) { first = match.index; }
        }
        if (!hits) { return null; }
        count += Math.min(hits, 5);
      }
      var together = page.folded.indexOf(phrase);
      var marked = page.text.toLowerCase().indexOf(exact);
      return {
        page: page, place: place, words: asked,
        at: marked >= 0 ? marked : together >= 0 ? together : first,
        score: count + (together >= 0 ? 100 : 0) + (marked >= 0 ? 200 : 0)
      };
    }).filter(Boolean).sort(function (a, b) { return b.score - a.score || a.place - b.place; });
  }

  function addMarked(parent, text, asked) {
    var folded = fold(text), spots = [], end = 0;
    asked.map(whole).forEach(function (test) {
      var match;
      while ((match = test.exec(folded))) {
        var length = match[0].replace(/^[^a-z0-9]/, "").length || match[0].length;
        spots.push([match.index + match[0].length - length, match.index + match[0].length]);
      }
    });
    spots.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (spot) {
      if (spot[0] < end) { return; }
      parent.appendChild(document.createTextNode(text.slice(end, spot[0])));
      var mark = document.createElement("mark");
      mark.textContent = text.slice(spot[0], spot[1]);
      parent.appendChild(mark);
      end = spot[1];
    });
    parent.appendChild(document.createTextNode(text.slice(end)));
  }

  function open(id) {
    var element = document.getElementById(id);
    for (var box = element; box; box = box.parentElement) {
      if (box.tagName === "DETAILS") { box.setAttribute("open", ""); }
    }
    if (element) { element.scrollIntoView(); }
  }

  function show(hits) {
    var list = document.getElementById("ket-qua");
    list.textContent = "";
    document.getElementById("dem").textContent = hits.length
      ? "Thấy ở " + hits.length + " chỗ" + (hits.length > MAX_SHOWN ? "; đây là " + MAX_SHOWN + " chỗ sát nhất." : ".")
      : "Không thấy trong gói này. Hãy bớt chữ hoặc hỏi thư viện.";
    hits.slice(0, MAX_SHOWN).forEach(function (hit) {
      var line = document.createElement("li"), link = document.createElement("a");
      var text = document.createElement("p"), from = Math.max(0, hit.at - AROUND);
      from = from && hit.page.text.indexOf(" ", from) + 1;
      link.href = "#" + hit.page.id;
      link.textContent = hit.page.title;
      link.onclick = function () { setTimeout(open, 0, hit.page.id); };
      addMarked(text, hit.page.text.slice(from, hit.at + 2 * AROUND), hit.words);
      line.appendChild(link);
      line.appendChild(text);
      list.appendChild(line);
    });
  }

  var form = document.getElementById("tim"), made = document.getElementById("ngay");
  if (!"".normalize || !form) { return; }
  form.hidden = false;
  form.onsubmit = function () {
    document.getElementById("dem").textContent = "Đang tìm…";
    setTimeout(function () {
      pages = pages || readPages();
      show(search(document.getElementById("chu").value));
    }, 20);
    return false;
  };
  if (Date.now() - Date.parse(made.getAttribute("data-day")) > made.getAttribute("data-stale") * DAY_MS) {
    document.getElementById("cu").hidden = false;
  }
  if (location.hash) { open(location.hash.slice(1)); }
})();

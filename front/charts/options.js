/*
 * Pure: description + style -> ECharts option. Kinds:
 *
 *   line       {labels, series: [{name, values, target?}], unit}      a target is dashed with hollow points
 *   bar        {labels, series, unit, level?: {name, value}}          one bar a label; level is a reference line
 *   histogram  {bins: [{label, count}], own?: index, level?, unit}    the bar that holds the own value stands out
 *
 * `narrow` is set for a phone: long names break into lines.
 */
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect"];

export function optionOf(description, style) {
  const build = { line, bar, histogram }[description.kind];
  if (!build) throw new Error(`No chart is of kind "${description.kind}".`);
  return { ...frame(description, style), ...build(description, style) };
}

/** How high lying bars must be drawn, in pixels, for every name to stand beside its bars. */
export function heightOf(description) {
  const lines = description.narrow ? Math.ceil(Math.max(...description.labels.map(widthOf)) / 14) : 1;
  return 80 + description.labels.length * Math.max(24, lines * 14 + 6, description.series.length * 8 + 6);
}

/** Roughly, in letters, of which fourteen fill a line of a narrow chart. */
const widthOf = (label) => [...String(label)].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.75 : 1), 0);

export function figure(value, unit = "") {
  if (value === null || value === undefined) return "—";
  return `${new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 }).format(value)}${unit}`;
}

function frame(description, style) {
  return {
    animation: false,
    aria: { enabled: false },
    color: style.series,
    textStyle: { fontFamily: style.font, color: style.ink2 },
    grid: { left: 8, right: description.level ? 72 : 24, top: 40, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: {
      left: 0,
      top: 0,
      itemWidth: 22,
      itemHeight: 9,
      icon: undefined,
      textStyle: { color: style.ink2, fontSize: 12 },
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: style.paper,
      borderColor: style.line,
      borderWidth: 1,
      shadowBlur: 0,
      textStyle: { color: style.ink, fontSize: 12 },
      valueFormatter: (value) => figure(value, description.unit),
    },
  };
}

function axes(description, style, labels) {
  const names = { color: style.ink2, fontSize: 12, hideOverlap: true };
  const category = {
    type: "category",
    data: labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: style.line } },
    axisLabel: names,
  };
  const value = {
    type: "value",
    scale: description.kind === "line" && description.unit !== "%", // a share is read from nought
    minInterval: isCounted(description) ? 1 : undefined,
    splitLine: { lineStyle: { color: style.line } },
    axisLabel: { ...names, formatter: (number) => figure(number) },
  };
  return { category, value };
}

/** Whether only whole numbers are drawn, of which an axis shows no parts. */
function isCounted(description) {
  const drawn = description.bins?.map((bin) => bin.count) ?? description.series.flatMap((one) => one.values);
  return drawn.every((value) => value === null || value === undefined || Number.isInteger(value));
}

function level(description, style, across) {
  if (!description.level) return undefined;
  const { name, value } = description.level;
  return {
    symbol: "none",
    silent: true,
    animation: false,
    z: 2,
    lineStyle: { color: style.red, type: "dashed", width: 1.5 },
    label: {
      color: style.red,
      fontSize: 12,
      position: across ? "start" : "end",
      formatter: `${name} ${typeof value === "number" ? figure(value, description.unit) : ""}`.trim(),
    },
    data: [across ? { xAxis: value } : { yAxis: value }],
  };
}

function line(description, style) {
  const { category, value } = axes(description, style, description.labels);
  return {
    xAxis: { ...category, boundaryGap: true },
    yAxis: value,
    series: description.series.map((one, index) => ({
      type: "line",
      name: one.name,
      data: one.values,
      symbol: one.target ? "emptyCircle" : SYMBOLS[index % SYMBOLS.length],
      symbolSize: 7,
      lineStyle: { width: 2, type: one.target ? "dashed" : "solid" },
      connectNulls: false,
      markLine: index === 0 ? level(description, style, false) : undefined,
    })),
  };
}

function bar(description, style) {
  const across = description.across ?? false;
  const { category, value } = axes(description, style, description.labels);
  const single = description.series.length === 1;
  const named = { ...category.axisLabel, interval: 0, width: description.narrow ? 112 : 220, overflow: "break" };
  return {
    xAxis: across ? value : category,
    yAxis: across ? { ...category, axisLabel: named, inverse: true } : value,
    ...(single ? { legend: { show: false } } : {}),
    ...(single ? { grid: { left: 8, right: across ? 56 : description.level ? 72 : 24, top: 28, bottom: 8, outerBoundsMode: "same" } } : {}),
    series: description.series.map((one, index) => ({
      type: "bar",
      name: one.name,
      data: one.values,
      barMaxWidth: 22,
      z: 3,
      label: {
        show: single && description.labels.length <= 16,
        position: across ? "right" : "top",
        color: style.ink2,
        textBorderColor: style.paper,
        textBorderWidth: 3,
        fontSize: 12,
        formatter: ({ value: number }) => figure(number),
      },
      markLine: index === 0 ? level(description, style, across) : undefined,
    })),
  };
}

function histogram(description, style) {
  const labels = description.bins.map((bin) => bin.label);
  const { category, value } = axes(description, style, labels);
  return {
    legend: { show: false },
    grid: { left: 8, right: 24, top: 36, bottom: 8, outerBoundsMode: "same" },
    xAxis: category,
    yAxis: value,
    series: [
      {
        type: "bar",
        name: description.name,
        barCategoryGap: "8%",
        data: description.bins.map((bin, index) => ({
          value: bin.count,
          itemStyle: { color: index === description.own ? style.series[2] : style.soft },
          label: {
            show: index === description.own,
            position: "top",
            color: style.ink,
            fontWeight: 600,
            fontSize: 12,
            formatter: description.own_label,
          },
        })),
      },
    ],
  };
}

// Curves: how the dashboard, the big screen and an interview's page draw an audience over time.
import { full, short, time, within } from './figures.js';

const echartsAt = '/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js';
let echartsLoading;

const loadCharts = () => echartsLoading ??= new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = echartsAt;
  script.onload = done;
  script.onerror = failed;
  document.head.append(script);
});

const css = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

/** Draws into a place, in the chart that stands there already if there is one; the chart. */
export async function draw(place, chart, option) {
  await loadCharts();
  chart ??= globalThis.echarts.init(place, null, { renderer: 'canvas' });
  chart.setOption(option, true);
  return chart;
}

function frame(place, items, label) {
  const ink = css(place, '--ink-2');
  const size = Number.parseFloat(getComputedStyle(place).fontSize);
  const axis = { axisLabel: { color: ink, fontSize: size, formatter: value => (short(value) ?? full(value)).replace('.0 ', ' ') }, splitLine: { lineStyle: { color: css(place, '--line') } } };
  return {
    textStyle: { fontFamily: css(place, '--font'), fontSize: size },
    animationDuration: 300,
    grid: { left: 8, right: size * 2, top: size * 3, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: ink, fontSize: size }, itemWidth: size, itemHeight: size * 0.7 },
    tooltip: {
      trigger: 'axis', backgroundColor: css(place, '--surface'), borderColor: css(place, '--line'), textStyle: { color: css(place, '--ink') },
      valueFormatter: value => full(value),
    },
    xAxis: { type: 'category', data: items.map(item => label(item.at)), axisLabel: { color: ink, fontSize: size, hideOverlap: true }, axisLine: { lineStyle: { color: css(place, '--line-strong') } }, axisTick: { show: false } },
    axis,
  };
}

/** A step of 1, 2 or 5 times a power of ten that goes into a length about as often as asked. */
function step(length, times) {
  const rough = Math.max(1, length / times);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(digit => digit * power).find(size => size >= rough);
}

/** Both scales of a chart: where views were taken back and bars hang below zero, the other scale's zero stands at the same height. */
function scales(axis, views, peaks) {
  const least = Math.min(0, ...views);
  const other = { type: 'value', ...axis, splitLine: { show: false } };
  if (least === 0) {
    return [{ type: 'value', ...axis }, other];
  }

  const most = Math.max(0, ...views);
  const size = step(Math.max(most, -least), 4);
  const [above, below] = [Math.max(1, Math.ceil(most / size)), Math.ceil(-least / size)];
  const otherSize = step(Math.max(1, ...peaks), above);
  const label = { ...axis.axisLabel, formatter: value => value < 0 ? '' : axis.axisLabel.formatter(value) };
  return [
    { type: 'value', ...axis, min: -below * size, max: above * size, interval: size },
    { ...other, axisLabel: label, min: -below * otherSize, max: above * otherSize, interval: otherSize },
  ];
}

/** A series by day or hour: increments of views, and the greatest audience. */
export function seriesOption(place, items, { zone, words, grain }) {
  const label = grain === 'day'
    ? at => time(at, zone, { month: 'numeric', day: 'numeric' })
    : at => time(at, zone, { month: 'numeric', day: 'numeric', hour: '2-digit', hourCycle: 'h23' });
  const { axis, ...rest } = frame(place, items, label);
  const [views, peaks] = [items.map(item => Number(item.views)), items.map(item => Number(item.maxConcurrent))];
  return {
    ...rest,
    yAxis: scales(axis, views, peaks),
    series: [
      { name: words.views, type: 'bar', barMaxWidth: 32, tooltip: { valueFormatter: (value, index) => `${full(value)} ${within(items[index]?.uncertainty)}` }, data: views, itemStyle: { color: css(place, '--accent'), borderRadius: [3, 3, 0, 0] } },
      { name: words.peak, type: 'line', yAxisIndex: 1, data: peaks, symbol: items.length > 60 ? 'none' : 'circle', symbolSize: 6, lineStyle: { width: 2, color: css(place, '--screen') }, itemStyle: { color: css(place, '--screen') } },
    ],
  };
}

/** Where parts began, each with its name above its line: names that would stand in each other's way go one row down. */
function markedParts(place, items, parts) {
  const size = Number.parseFloat(getComputedStyle(place).fontSize);
  const width = place.clientWidth - size * 6;
  const ends = [];
  return parts.map(({ at, title }) => {
    const index = Math.max(0, items.findLastIndex(item => Date.parse(item.at) <= Date.parse(at)));
    const x = index / Math.max(1, items.length - 1) * width;
    const length = [...title].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? size : size * 0.6), size * 0.6);
    const align = x < length / 2 ? 'left' : x > width - length / 2 ? 'right' : 'center';
    const left = align === 'left' ? x : align === 'right' ? x - length : x - length / 2;
    const row = ends.findIndex(end => end <= left);
    const own = row < 0 ? ends.length : row;
    ends[own] = left + length;
    return { xAxis: index, label: { formatter: title, align, offset: [0, own * size * 1.3] } };
  });
}

/** An interview by minute, its parts marked where they really began. */
export function liveOption(place, items, { zone, words, parts }) {
  const minute = at => time(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const { axis, ...rest } = frame(place, items, minute);
  const marks = markedParts(place, items, parts);
  return {
    ...rest,
    legend: { show: false },
    yAxis: { type: 'value', ...axis },
    series: [{
      name: words.concurrent, type: 'line', symbol: items.length < 2 ? 'circle' : 'none', smooth: 0.15, data: items.map(item => Math.round(item.averageConcurrent)),
      lineStyle: { width: 2, color: css(place, '--accent') }, itemStyle: { color: css(place, '--accent') }, areaStyle: { color: css(place, '--accent'), opacity: 0.15 },
      markLine: { silent: true, symbol: 'none', data: marks, lineStyle: { color: css(place, '--line-strong'), type: 'dashed' }, label: { color: css(place, '--ink-2'), position: 'insideEndTop', rotate: 0, align: 'center' } },
    }],
  };
}

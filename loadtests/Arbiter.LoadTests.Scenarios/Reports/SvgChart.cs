using System.Globalization;
using System.Text;

namespace Arbiter.LoadTests.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Points">Places on both axes, in the chart's own units.</param>
public sealed record SvgLine(string Name, string Color, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A mark on an axis.</summary>
public sealed record SvgTick(double At, string Label);

/// <summary>A small line chart as inline SVG, so that a report is one file and needs no script.</summary>
public static class SvgChart
{
    const int Width = 720, Height = 280, Left = 70, Right = 20, Top = 30, Bottom = 45;

    /// <summary>Draws lines over axes that start at 0.</summary>
    public static string Draw(string title, string xName, string yName, IReadOnlyList<SvgTick> xTicks, IReadOnlyList<SvgLine> lines)
    {
        var maxX = Math.Max(1e-9, lines.SelectMany(line => line.Points).Select(point => point.X).Append(xTicks.Max(tick => tick.At)).Max());
        var yStep = NiceStep(lines.SelectMany(line => line.Points).Select(point => point.Y).Append(0).Max());
        var maxY = yStep * 5;
        double X(double value) => Left + value / maxX * (Width - Left - Right);
        double Y(double value) => Height - Bottom - value / maxY * (Height - Top - Bottom);

        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
        Add($"<svg viewBox='0 0 {Width} {Height}' role='img' aria-label='{title}' xmlns='http://www.w3.org/2000/svg'>");
        Add($"<text x='{Left}' y='18' class='title'>{title}</text>");
        for (var mark = 0; mark <= 5; mark++)
        {
            var y = Y(mark * yStep);
            Add($"<line x1='{Left}' x2='{Width - Right}' y1='{y:0.0}' y2='{y:0.0}' class='grid'/>");
            Add($"<text x='{Left - 6}' y='{y + 4:0.0}' text-anchor='end'>{mark * yStep:#,0.###}</text>");
        }
        foreach (var tick in xTicks)
            Add($"<text x='{X(tick.At):0.0}' y='{Height - Bottom + 16}' text-anchor='middle'>{tick.Label}</text>");
        Add($"<text x='{Width - Right}' y='{Height - 8}' text-anchor='end'>{xName}</text>");
        Add($"<text x='{Left - 6}' y='18' text-anchor='end'>{yName}</text>");
        var legendAt = Left;
        foreach (var line in lines)
        {
            var points = string.Join(' ', line.Points.Select(point => FormattableString.Invariant($"{X(point.X):0.0},{Y(point.Y):0.0}")));
            Add($"<polyline points='{points}' fill='none' stroke='{line.Color}' stroke-width='2'/>");
            Add($"<text x='{legendAt}' y='{Height - 8}' fill='{line.Color}'>{line.Name}</text>");
            legendAt += 110;
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>A fifth of the axis: 1, 2 or 5 times a power of ten, so that the labels are round.</summary>
    public static double NiceStep(double largest)
    {
        if (largest <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(largest / 5)));
        return new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step * 5 >= largest * (1 - 1e-12));
    }
}

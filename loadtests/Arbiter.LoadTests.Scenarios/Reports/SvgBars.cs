using System.Globalization;
using System.Text;

namespace Arbiter.LoadTests.Reports;

/// <summary>Named values as bars.</summary>
public static class SvgBars
{
    const int Width = 720, RowHeight = 24, Left = 230, Right = 90;

    /// <summary>Draws them, one below the other.</summary>
    public static string Draw(string title, IReadOnlyList<(string Name, double Value)> values)
    {
        var height = 40 + values.Count * RowHeight;
        var largest = Math.Max(1e-9, values.Select(value => value.Value).DefaultIfEmpty().Max());
        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
        Add($"<svg viewBox='0 0 {Width} {height}' role='img' aria-label='{title}' xmlns='http://www.w3.org/2000/svg'>");
        Add($"<text x='0' y='18' class='title'>{title}</text>");
        for (var row = 0; row < values.Count; row++)
        {
            var (name, value) = values[row];
            var y = 32 + row * RowHeight;
            var length = value / largest * (Width - Left - Right);
            Add($"<text x='{Left - 8}' y='{y + 13}' text-anchor='end'>{name}</text>");
            Add($"<rect x='{Left}' y='{y}' width='{length:0.0}' height='{RowHeight - 6}' fill='#1668dc'/>");
            Add($"<text x='{Left + length + 6:0.0}' y='{y + 13}'>{value:#,0}</text>");
        }
        return svg.Append("</svg>").ToString();
    }
}

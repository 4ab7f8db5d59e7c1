using System.Globalization;
using System.Text;

namespace PruneBuild.Testing;

/// <summary>Data for models that tell three classes apart.</summary>
public static class LabelledRecords
{
    /// <summary>CSV of sixty records: eight numbers, <c>x0</c> to <c>x7</c>, and the <c>label</c>.</summary>
    public static string Csv()
    {
        var text = new StringBuilder("x0,x1,x2,x3,x4,x5,x6,x7,label\n");
        for (var record = 0; record < 60; record++)
        {
            foreach (var value in SeededValues.Floats(record + 1, 8))
                text.Append(value.ToString(CultureInfo.InvariantCulture)).Append(',');
            text.Append(record % 3).Append('\n');
        }

        return text.ToString();
    }
}

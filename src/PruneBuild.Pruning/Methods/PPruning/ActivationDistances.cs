using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.PPruning;

/// <summary>How far apart units are by what they put out.</summary>
public static class ActivationDistances
{
    /// <summary>1 − |cos| of two neurons; for units of several features, 1 − the mean |cos| of features matched greedily.</summary>
    /// <param name="units">For each unit its features, each n values.</param>
    /// <remarks>A feature that is always zero is at distance 0 from all: whoever stays stands in for it.</remarks>
    public static Matrix Of(double[][][] units)
    {
        var width = units[0].Length;
        var rows = units.SelectMany(unit => unit).Select(Normalised).ToArray();
        var features = Matrix.Adopt(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]);
        var cosines = DenseAlgebra.Cpu.MultiplyTransposed(features, features);
        var silent = Array.ConvertAll(rows, row => row.All(value => value == 0));
        return Matrix.Create(units.Length, units.Length, (i, j) =>
            i == j ? 0 : Math.Max(0, 1 - Matched(Math.Min(i, j) * width, Math.Max(i, j) * width, width, Likeness)));

        double Likeness(int left, int right) => silent[left] || silent[right] ? 1 : Math.Abs(cosines[left, right]);
    }

    /// <summary>The mean likeness of features paired off, most alike first.</summary>
    private static double Matched(int left, int right, int width, Func<int, int, double> likeness)
    {
        if (width == 1)
            return likeness(left, right);
        var pairs = (from i in Enumerable.Range(left, width) from j in Enumerable.Range(right, width) select (i, j))
            .OrderByDescending(pair => likeness(pair.i, pair.j)).ThenBy(pair => pair.i).ThenBy(pair => pair.j);
        var (used, sum) = (new HashSet<int>(), 0.0);
        foreach (var (i, j) in pairs.Where(pair => !used.Contains(pair.i) && !used.Contains(pair.j)))
        {
            used.Add(i);
            used.Add(j);
            sum += likeness(i, j);
        }

        return sum / width;
    }

    private static double[] Normalised(double[] values)
    {
        var norm = Math.Sqrt(values.Sum(value => value * value));
        return norm > 0 ? Array.ConvertAll(values, value => value / norm) : values;
    }
}

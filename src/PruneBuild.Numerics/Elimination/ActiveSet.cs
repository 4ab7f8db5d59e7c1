using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Elimination;

/// <summary>What is left of a problem during elimination: the units, their best weights and H⁻¹, all shrinking as units leave.</summary>
/// <remarks>Mutable: it is the working memory of one sweep and never leaves <see cref="UnitElimination" />.</remarks>
internal sealed class ActiveSet
{
    private readonly UnitLayout layout;
    private readonly DampedProblem problem;
    private readonly IDenseAlgebra algebra;
    private readonly int threads;
    private readonly int widestRound;
    private readonly int[][] rows;
    private readonly Matrix[] blocks;
    private int[] features;
    private int rebuiltAt;
    private Matrix weight;
    private LazyInverse inverse;

    private ActiveSet(UnitLayout layout, DampedProblem problem, int[] units, Cholesky factor, int largestRound, IDenseAlgebra algebra)
    {
        this.layout = layout;
        this.problem = problem;
        this.algebra = algebra;
        threads = ThreadCount.Of(algebra);
        Units = units;
        widestRound = largestRound * Units.Select(unit => layout.Features(unit).Length).DefaultIfEmpty().Max();
        rows = new int[layout.Count][];
        blocks = new Matrix[layout.Count];
        features = layout.KeptFeatures(units);
        rebuiltAt = features.Length;
        var right = problem.Right.SelectRows(features);
        weight = factor.Solve(right, algebra);
        Energy = weight.InnerProduct(right);
        inverse = Settle(factor.Inverse(algebra));
    }

    /// <summary>What removing every feature of the units that it began with would cost.</summary>
    public double Energy { get; }

    /// <summary>The units that are left, ascending.</summary>
    public int[] Units { get; private set; }

    /// <summary>Every unit is there.</summary>
    public static ActiveSet OfAll(UnitLayout layout, DampedProblem problem, int largestRound, IDenseAlgebra algebra) =>
        new(layout, problem, [.. Enumerable.Range(0, layout.Count)], problem.Factor, largestRound, algebra);

    /// <summary>Only these units are there; null when their part of H has no Cholesky factor.</summary>
    public static ActiveSet? Of(UnitLayout layout, DampedProblem problem, int[] units, IDenseAlgebra algebra)
    {
        var factor = algebra.FactoriseInPlace(problem.Hessian.PrincipalSubmatrix(layout.KeptFeatures(units)));
        return factor.IsSolved ? new(layout, problem, units, factor, largestRound: 1, algebra) : null;
    }

    /// <summary>What removing each of <see cref="Units" /> alone would cost.</summary>
    public double[] Scores()
    {
        var scores = new double[Units.Length];
        const int Share = 64;
        Tasks.Run((Units.Length + Share - 1) / Share, threads, task =>
        {
            for (var i = task * Share; i < Math.Min(Units.Length, (task + 1) * Share); i++)
                scores[i] = UnitScores.Of(weight, rows[Units[i]], blocks[Units[i]]);
        });
        return scores;
    }

    /// <summary>Removes these units together and lets the others adapt.</summary>
    /// <returns>The cost of each, given that those before it in the list are gone; null when rounding made H⁻¹ indefinite.</returns>
    public double[]? Remove(int[] units)
    {
        int[] positions = [.. units.SelectMany(unit => rows[unit])];
        MakeRoom(positions.Length);
        positions = [.. units.SelectMany(unit => rows[unit])];
        var columns = inverse.Columns(positions);
        var lower = columns.SelectRows(positions);
        if (!CholeskyFactorisation.TryFactorise(Block.Of(lower), new double[positions.Length], threads))
            return null;
        var solved = weight.SelectRows(positions);
        Substitution.Forward(Block.Of(lower), Block.Of(solved), threads);
        Substitution.Forward(Block.Of(lower), Block.Of(columns).Transposed, threads);
        Product.Add(Block.Of(weight), -1.0, Block.Of(columns), Block.Of(solved), Part.All, threads);
        inverse.Append(columns);
        Units = [.. Units.Except(units)];
        DowndateBlocks(columns);
        return CostPerUnit(units, solved);
    }

    /// <summary>Computes weights and inverse anew from H and R: what rounding had added up is gone.</summary>
    /// <returns>False when what is left of H has no Cholesky factor.</returns>
    public bool Rebuild()
    {
        features = layout.KeptFeatures(Units);
        rebuiltAt = features.Length;
        var factor = algebra.FactoriseInPlace(problem.Hessian.PrincipalSubmatrix(features));
        if (!factor.IsSolved)
            return false;
        weight = factor.Solve(problem.Right.SelectRows(features), algebra);
        inverse = Settle(factor.Inverse(algebra));
        return true;
    }

    /// <summary>Whether so much has left that rebuilding is cheap and due.</summary>
    public bool IsRebuildDue => Units.Length > 0 && layout.KeptFeatures(Units).Length * 2 <= rebuiltAt;

    private double[] CostPerUnit(int[] units, Matrix solved)
    {
        var costs = new double[units.Length];
        var row = 0;
        for (var i = 0; i < units.Length; i++)
            for (var end = row + layout.Features(units[i]).Length; row < end; row++)
                costs[i] += Vectors.Dot(solved.Row(row), solved.Row(row));
        return costs;
    }

    /// <summary>Multiplies the inverse out and drops what has left, when the next columns would not fit.</summary>
    private void MakeRoom(int columns)
    {
        if (inverse.HasRoom(columns))
            return;
        var remaining = layout.KeptFeatures(Units);
        var positionOf = new int[layout.FeatureCount];
        for (var i = 0; i < features.Length; i++)
            positionOf[features[i]] = i;
        var positions = Array.ConvertAll(remaining, feature => positionOf[feature]);
        features = remaining;
        weight = weight.SelectRows(positions);
        inverse = Settle(inverse.Restrict(positions));
    }

    /// <summary>Takes over an inverse of the present <see cref="features" />: finds each unit's rows and its diagonal block.</summary>
    private LazyInverse Settle(Matrix multipliedOut)
    {
        var positionOf = new int[layout.FeatureCount];
        for (var i = 0; i < features.Length; i++)
            positionOf[features[i]] = i;
        foreach (var unit in Units)
        {
            rows[unit] = Array.ConvertAll(layout.Features(unit).ToArray(), feature => positionOf[feature]);
            blocks[unit] = multipliedOut.PrincipalSubmatrix(rows[unit]);
        }
        return new LazyInverse(multipliedOut, Math.Max(widestRound, LazyInverse.UsualWidth), threads);
    }

    private void DowndateBlocks(Matrix columns)
    {
        foreach (var unit in Units)
        {
            var unitRows = rows[unit];
            for (var i = 0; i < unitRows.Length; i++)
            {
                var target = blocks[unit].WritableRow(i);
                for (var j = 0; j < unitRows.Length; j++)
                    target[j] -= Vectors.Dot(columns.Row(unitRows[i]), columns.Row(unitRows[j]));
            }
        }
    }
}

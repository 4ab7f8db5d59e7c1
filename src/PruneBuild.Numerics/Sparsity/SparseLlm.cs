using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Prunes two layers with a function between them together: what enters the function, z, and what leaves it, p, may move, and pull
/// both layers towards the output of the dense ones.</summary>
/// <remarks>
/// Bai, Li, Ling, Kim, Zhao, SparseLLM: Towards Global Pruning of Pre-trained Language Models (NeurIPS 2024). Minimises
/// ‖XW₁ + b₁ − z‖² + ‖p − f(z)‖² + ‖pW₂ − y‖² by turns: layers are fit and pruned by SparseGPT, then p, then z in closed form or element by
/// element. The authors weigh the three terms alike, and so do we: a common factor changes nothing.
/// </remarks>
public static class SparseLlm
{
    /// <summary>Chooses masks and weights.</summary>
    /// <param name="layers">The layers, dense.</param>
    /// <param name="epochs">Turns; the first is SparseGPT layer by layer.</param>
    /// <param name="options">Damping and block size of SparseGPT; damping of the fits too.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>The layers of the epoch whose output is nearest to the dense one; or a status, never an exception for numbers.</returns>
    public static PrunedFeedForward Prune(
        FeedForward layers, int epochs = 4, SparseGptOptions? options = null, IDenseAlgebra? algebra = null)
    {
        var (settings, computer) = (options ?? new SparseGptOptions(), algebra ?? DenseAlgebra.Cpu);
        var gram = computer.Gram(layers.Inputs);
        Matrix[] entering = [.. layers.Up.Select(up => Entering(layers.Inputs, up.Weight, up.Bias, computer))];
        var leaving = Leaving(layers, entering);
        var wanted = computer.Multiply(leaving, layers.Down.Weight);
        if (!wanted.IsFinite || !gram.IsFinite)
            return new PrunedFeedForward(SolveStatus.NotFinite, [], null, []);
        var (best, errors) = ((PrunedFeedForward?)null, new List<double>());
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            PrunedWeights[] up = [.. layers.Up.Zip(entering, (layer, into) => Pruned(
                epoch == 0 ? null : Without(into, layer.Bias), layers.Inputs, gram, layer, settings, computer))];
            var down = Pruned(epoch == 0 ? null : wanted, leaving, computer.Gram(leaving), layers.Down, settings, computer);
            if (up.Append(down).FirstOrDefault(layer => !layer.IsSolved) is { } failed)
                return best ?? new PrunedFeedForward(failed.Status, [], null, []);
            Matrix[] run = [.. layers.Up.Zip(up, (layer, pruned) => Entering(layers.Inputs, pruned.Weight!, layer.Bias, computer))];
            var error = computer.Multiply(Leaving(layers, run), down.Weight!).Subtract(wanted).SquaredNorm() / wanted.SquaredNorm();
            if (best is null || error < errors.Min())
                best = new PrunedFeedForward(SolveStatus.Solved, up, down, errors);
            errors.Add(error);
            if (epoch == epochs - 1)
                break;
            leaving = Between(Leaving(layers, entering), wanted, down.Weight!, computer);
            entering = Nearest(layers, entering, run, leaving);
        }

        return best ?? throw new ArgumentOutOfRangeException(nameof(epochs), epochs, "At least one.");
    }

    /// <summary>The p between f(z) and what W₂ would have to read: the minimum of ‖p − f(z)‖² + ‖pW₂ − y‖².</summary>
    /// <param name="made">f(z), [rows, h].</param>
    /// <param name="wanted">y, [rows, m].</param>
    /// <param name="down">W₂, [h, m].</param>
    /// <param name="algebra">Who computes.</param>
    public static Matrix Between(Matrix made, Matrix wanted, Matrix down, IDenseAlgebra algebra)
    {
        // p = f(z) + (y − f(z)W₂)(I + W₂ᵀW₂)⁻¹W₂ᵀ: the system has the size of the output.
        var factor = algebra.FactoriseInPlace(algebra.Gram(down).AddToDiagonal(1));
        var missing = wanted.Subtract(algebra.Multiply(made, down));
        var shares = factor.Solve(missing.Transpose(), algebra);
        return made.Add(algebra.TransposedMultiply(shares, down.Transpose()));
    }

    private static PrunedWeights Pruned(
        Matrix? towards, Matrix inputs, Matrix gram, PrunedLayer layer, SparseGptOptions options, IDenseAlgebra algebra)
    {
        var dense = towards is null
            ? layer.Weight
            : TaughtWeights.Solve(
                gram, algebra.TransposedMultiply(inputs, towards), layer.Weight, options.RidgePerDiagonal, algebra).Weight;
        return dense is null ? PrunedWeights.Failed(SolveStatus.NotFinite) : SparseGpt.Prune(dense, gram, layer.Target, options, algebra);
    }

    /// <summary>The z that is between what the pruned layer makes and what p asks for; of a gate then the gate's.</summary>
    private static Matrix[] Nearest(FeedForward layers, Matrix[] entering, Matrix[] run, Matrix leaving)
    {
        if (!layers.IsGated)
            return [Each(leaving, (row, column) => layers.Function.Nearest(run[0][row, column], leaving[row, column], 1))];
        var through = Each(leaving, (row, column) =>
        {
            var share = layers.Function.Value(entering[1][row, column]);
            return (run[0][row, column] + (share * leaving[row, column])) / (1 + (share * share));
        });
        return [through,
            Each(leaving, (row, column) => layers.Function.Nearest(run[1][row, column], leaving[row, column], through[row, column]))];
    }

    private static Matrix Leaving(FeedForward layers, Matrix[] entering) => layers.IsGated
        ? Each(entering[0], (row, column) => layers.Function.Value(entering[1][row, column]) * entering[0][row, column])
        : Each(entering[0], (row, column) => layers.Function.Value(entering[0][row, column]));

    private static Matrix Entering(Matrix inputs, Matrix weight, IReadOnlyList<double> bias, IDenseAlgebra algebra)
    {
        var product = algebra.Multiply(inputs, weight);
        return Each(product, (row, column) => product[row, column] + bias[column]);
    }

    private static Matrix Without(Matrix entering, IReadOnlyList<double> bias) =>
        Each(entering, (row, column) => entering[row, column] - bias[column]);

    /// <summary>A matrix of the shape of another, its rows made side by side.</summary>
    private static Matrix Each(Matrix like, Func<int, int, double> element)
    {
        var values = new double[like.Rows * like.Columns];
        Tasks.Run(like.Rows, ThreadCount.Of(DenseAlgebra.Cpu), row =>
        {
            for (var column = 0; column < like.Columns; column++)
                values[(row * like.Columns) + column] = element(row, column);
        });
        return Matrix.Adopt(like.Rows, like.Columns, values);
    }
}

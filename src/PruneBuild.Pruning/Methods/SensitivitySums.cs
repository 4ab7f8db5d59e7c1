using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Methods;

/// <summary>Adds up the sensitivity of a tap, batch after batch.</summary>
/// <param name="indices">How many indices the tap has.</param>
public sealed class SensitivitySums(int indices)
{
    private readonly double[] batchSquares = new double[indices];
    private readonly double[] recordSquares = new double[indices];
    private long records;

    /// <summary>True as long as every gradient was a number.</summary>
    public bool AreFinite => Array.TrueForAll(batchSquares, double.IsFinite) && Array.TrueForAll(recordSquares, double.IsFinite);

    /// <summary>Adds a batch.</summary>
    /// <param name="gradients">Floats [records, indices]: gradients of each record's own loss.</param>
    /// <param name="factors">What the square of each record's gradient counts.</param>
    public void Add(Tensor gradients, IReadOnlyList<double> factors)
    {
        var values = gradients.As<float>();
        var mean = new double[indices];
        for (var record = 0; record < factors.Count; record++)
        {
            var row = values.Slice(record * indices, indices);
            for (var i = 0; i < indices; i++)
            {
                mean[i] += row[i] / (double)factors.Count;
                recordSquares[i] += factors[record] * row[i] * row[i];
            }
        }

        for (var i = 0; i < indices; i++)
            batchSquares[i] += mean[i] * mean[i];
        records += factors.Count;
    }

    /// <summary>The sums.</summary>
    public Sensitivity ToSensitivity() => new(batchSquares, recordSquares, records);
}

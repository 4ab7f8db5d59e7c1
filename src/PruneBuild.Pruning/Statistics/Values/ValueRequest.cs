using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>A statistic of values of the original model that is no sum of products: a sample, a rank, a similarity. It is folded on the
/// host, batch after batch; second moments belong into a <see cref="MomentRequest" />, which ONNX Runtime computes.</summary>
/// <remarks>Requests are values: equal ones are measured once.</remarks>
public abstract record ValueRequest
{
    /// <summary>Names of the values that are read.</summary>
    public abstract ValueList<string> Values { get; }

    /// <summary>True when it compares with true answers, which calibration data must then have.</summary>
    public virtual bool NeedsLabels => false;

    /// <summary>A fold that has seen nothing yet.</summary>
    /// <param name="facts">Shapes of the model's values.</param>
    /// <param name="rowMaskShape">[batch, sequence] of the row mask in the run of the facts; null without padding.</param>
    public abstract ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape);
}

/// <summary>A statistic in the making. Batches are added in their order, so that the result has the same bits everywhere.</summary>
public abstract class ValueFold
{
    /// <summary>Adds one batch.</summary>
    public abstract void Add(ValueBatch batch);

    /// <summary>The statistic; its shape is the request's.</summary>
    public abstract Matrix Result();
}

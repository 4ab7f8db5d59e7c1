using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Sums the moments of batches in double, in the order in which they are added.</summary>
public sealed class MomentAccumulator
{
    private readonly IReadOnlyList<SiteSums> sites;

    /// <summary>Sums of nothing yet.</summary>
    public MomentAccumulator(InstrumentedModel instrumented) => sites = [.. instrumented.Sites.Select(site => new SiteSums(site))];

    /// <summary>Adds one batch.</summary>
    /// <param name="outputs">The instrumented model's outputs for it.</param>
    /// <returns>The first tap whose values are not finite in this batch; null when all is well. Nothing is added then.</returns>
    public string? Add(IReadOnlyDictionary<string, Tensor> outputs)
    {
        if (sites.FirstOrDefault(site => !site.IsFinite(outputs)) is { } bad)
            return bad.Site.Tap;
        foreach (var site in sites)
            site.Add(outputs);
        return null;
    }

    /// <summary>The moments, by request.</summary>
    public IReadOnlyDictionary<MomentRequest, Moments> ToMoments() =>
        sites.SelectMany(site => site.Site.Requests.Select(request => (request, site))).ToDictionary(
            pair => pair.request, pair => pair.site.ToMoments(pair.request));

    private sealed class SiteSums(MomentSite site)
    {
        private readonly double[] rows = new double[1];
        private readonly double[] sums = new double[site.Features];
        private readonly double[] squares = new double[site.Detail == MomentDetail.Gram ? 0 : site.Features];
        private readonly double[][] blocks = [.. GramBlocks.Sizes(site).Select(size => new double[size])];
        private readonly TargetSums[] targets = [.. site.Targets.Select(target => new TargetSums(target, site.Features))];
        private Matrix? gram;

        public MomentSite Site => site;

        public bool IsFinite(IReadOnlyDictionary<string, Tensor> outputs) =>
            site.Outputs.All(name => AllFinite(outputs[name].As<float>()));

        public void Add(IReadOnlyDictionary<string, Tensor> outputs)
        {
            WideningSum.Add(outputs[site.RowsOutput].As<float>(), rows);
            WideningSum.Add(outputs[site.SumsOutput].As<float>(), sums);
            if (site.Detail == MomentDetail.Diagonal)
                WideningSum.Add(outputs[site.SquaresOutput].As<float>(), squares);
            for (var block = 0; block < blocks.Length; block++)
                WideningSum.Add(outputs[site.GramOutput(block)].As<float>(), blocks[block]);
            foreach (var target in targets)
                target.Add(outputs);
        }

        public Moments ToMoments(MomentRequest request)
        {
            gram ??= site.Detail == MomentDetail.Gram ? GramBlocks.Join(site, blocks) : null;
            var diagonal = gram?.Diagonal() ?? squares;
            var asked = request.Detail == MomentDetail.Gram ? gram : null;
            var target = targets.FirstOrDefault(target => target.Serves(request));
            return target is null
                ? new Moments((long)rows[0], sums, diagonal, asked, null, null)
                : target.Complete(new Moments((long)rows[0], sums, diagonal, asked, null, null));
        }

        // Zero times a finite number is zero; one NaN keeps the sum NaN.
        private static bool AllFinite(ReadOnlySpan<float> values)
        {
            var sum = System.Numerics.Vector<float>.Zero;
            var vectors = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(values);
            foreach (var vector in vectors)
                sum += vector * 0f;
            var rest = 0f;
            foreach (var value in values[(vectors.Length * System.Numerics.Vector<float>.Count)..])
                rest += value * 0f;
            return rest == 0f && System.Numerics.Vector.Sum(sum) == 0f;
        }
    }

    private sealed class TargetSums(MomentTarget target, int features)
    {
        private readonly double[] cross = new double[features * target.Outputs];
        private readonly double[] sums = new double[target.Outputs];

        public bool Serves(MomentRequest request) => request.Target == target.Value && request.Consumer.Outputs == target.Outputs;

        public void Add(IReadOnlyDictionary<string, Tensor> outputs)
        {
            WideningSum.Add(outputs[target.CrossOutput].As<float>(), cross);
            WideningSum.Add(outputs[target.SumsOutput].As<float>(), sums);
        }

        public Moments Complete(Moments moments) => moments with
        {
            Cross = Matrix.Adopt(features, target.Outputs, cross),
            TargetSums = sums,
        };
    }
}

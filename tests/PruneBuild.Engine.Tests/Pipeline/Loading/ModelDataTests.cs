using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pipeline.Loading;

[TestClass]
public sealed class ModelDataTests
{
    private const string Prepare = "prepare: [ { array: { columns: [ a, b, c, d, e, f, g, h, i ], shape: [ 9 ] } } ]";

    [TestMethod]
    [DataRow("validation: rows.csv", true, RecordOrigin.Validation)]
    [DataRow("calibration: rows.csv", true, RecordOrigin.Calibration)]
    [DataRow("calibration: rows.csv", false, RecordOrigin.Random)]
    public void SaysWhereTheRecordsComeFromThatAreMeasuredOn(string set, bool takesNothingRandom, RecordOrigin origin)
    {
        var data = Load(set, takesNothingRandom);
        Assert.AreEqual(origin, data.Origin);
        Assert.AreEqual(origin == RecordOrigin.Calibration, ReferenceEquals(data.Calibration, data.Validation));
    }

    [TestMethod]
    [DataRow("validation: rows.csv", "agreement kl latency")]
    [DataRow("calibration: rows.csv", "agreement latency")]
    public void HowFarApartAnswersAreIsMeasuredOnValidationRecordsAlone(string set, string metrics)
    {
        var one = Estimate.Exact(1);
        var measured = Load(set, takesNothingRandom: true).Measurable(
            [new Measurement("agreement", null, one), new Measurement("kl", null, one), new Measurement("latency", one, one)]);
        Assert.AreEqual(metrics, string.Join(' ', measured.Select(measurement => measurement.Metric)));
    }

    private static ModelData Load(string set, bool takesNothingRandom)
    {
        using var folder = new TemporaryFolder();
        folder.Write("rows.csv", "a,b,c,d,e,f,g,h,i\n1,2,3,4,5,6,7,8,9\n9,8,7,6,5,4,3,2,1\n");
        var manifest = ManifestReader.Parse(
            $"version: 1\nmodels:\n  m:\n    source: m.onnx\n    data:\n      {set}\n      {Prepare}\n"
            + "    prune: { method: magnitude, remove: { flops: 50% } }\n",
            folder.File("prune.yaml"));
        Assert.IsTrue(manifest.IsOk, string.Join('\n', manifest.Diagnostics));
        var data = ModelData.Load(
            manifest.Value, manifest.Value.Models[0], Model(takesNothingRandom), Device.Cpu, new StageClock(null), CancellationToken.None);
        Assert.IsTrue(data.IsOk, string.Join('\n', data.Diagnostics));
        return data.Value;
    }

    /// <summary>Nine numbers in a row are no size that anybody would guess.</summary>
    private static OnnxModel Model(bool takesNothingRandom) =>
        (takesNothingRandom
            ? new ModelBuilder().Input("x", ElementType.Float, "batch", "wide")
            : new ModelBuilder().Input("x", ElementType.Float, "batch", 9))
        .Integers("shape", -1, 9).Weight("w", 1, 9, 4)
        .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["s"]).Node("MatMul", ["s", "w"], ["y"]).Output("y").Build();
}

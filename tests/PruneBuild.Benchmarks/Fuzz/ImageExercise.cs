using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Fuzz;

/// <summary>The way of an image file to numbers.</summary>
internal static class ImageExercise
{
    /// <summary>Bytes in which most tables of a JPEG lie: damage there is worth more than in pixels.</summary>
    private const int Header = 700;

    private static readonly Lazy<ModelSession> decoder = new(Decoder);

    /// <summary>Changes one to five bytes, and cuts off the end of every fifth file.</summary>
    public static byte[] Damage(byte[] file, int seed)
    {
        var random = new Random(seed);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(random.Next(4) == 0 ? file.Length : Math.Min(file.Length, Header));
            file[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(file[at] ^ (1 << random.Next(8))),
                _ => (byte)(file[at] + random.Next(-2, 3)),
            };
        }

        return random.Next(5) == 0 ? file[..random.Next(file.Length)] : file;
    }

    /// <summary>Decodes what may be decoded; whatever the bytes, this must return.</summary>
    /// <returns>The diagnostic's code, or that there are numbers now.</returns>
    public static string Run(byte[] bytes)
    {
        var refused = DiagnosticCatalog.RecordUnfit.Code;
        if (ImageDefect.Of(bytes) is not null)
            return refused;
        try
        {
            decoder.Value.Run(new Dictionary<string, Tensor> { [ImageGraph.Source] = new(ElementType.UInt8, [bytes.Length], bytes) });
            return "decoded";
        }
        catch (InferenceException)
        {
            return refused;
        }
    }

    private static ModelSession Decoder()
    {
        const string yaml = """
            version: 1
            models:
              model:
                source: model.onnx
                data: { calibration: images, prepare: [ { image: { size: 8x8 } } ] }
                prune: { method: magnitude, remove: { flops: 30% } }
                output: { path: out.onnx }
            """;
        var step = ManifestReader.Parse(yaml, Path.GetFullPath("prune.yaml")).Value!.Models[0].Data!.Prepare.OfType<ImageStep>().Single();
        return ModelSession.Open(ImageGraph.Create(step, encoded: true), Device.Cpu, SessionSettings.Reproducible).Value!;
    }
}

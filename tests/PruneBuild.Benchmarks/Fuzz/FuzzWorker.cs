using System.Globalization;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Fuzz;

/// <summary>Exercises the models of a range of seeds and prints one line for each.</summary>
internal static class FuzzWorker
{
    /// <summary>Exit code of a worker that ended because it had grown, not because something is wrong.</summary>
    public const int Recycled = 75;

    /// <summary>What the line of an exception starts with.</summary>
    public const string Defect = "defect ";

    private const long LargestFile = 400_000;
    private const long EnoughBytes = 1L << 30;

    public static int Run(string[] arguments)
    {
        var (next, end) = (int.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var files = arguments[2..].SelectMany(folder => Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories))
            .Where(file => new FileInfo(file).Length <= LargestFile).Order(StringComparer.Ordinal).ToArray();
        for (; next < end; next++)
        {
            Console.WriteLine(Answer(File.ReadAllBytes(files[next % files.Length]), next));
            if (Environment.WorkingSet > EnoughBytes)
                return Recycled;
        }

        return 0;
    }

    private static string Answer(byte[] file, int seed)
    {
        try
        {
            return ModelExercise.Run(ModelMutation.Mutate(file, seed));
        }
        catch (Exception error)
        {
            return Defect + error.ToString().ReplaceLineEndings(" | ");
        }
    }
}

using System.Globalization;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Fuzz;

/// <summary>Exercises the models and JPEG files of a range of seeds and prints one line for each.</summary>
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
        var files = arguments[2..].SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => IsImage(file) || file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            .Where(file => new FileInfo(file).Length <= LargestFile).Order(StringComparer.Ordinal).ToArray();
        for (; next < end; next++)
        {
            Console.WriteLine(Answer(files[next % files.Length], next));
            if (Environment.WorkingSet > EnoughBytes)
                return Recycled;
        }

        return 0;
    }

    private static bool IsImage(string file) => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg";

    private static string Answer(string file, int seed)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return IsImage(file)
                ? ImageExercise.Run(ImageExercise.Damage(bytes, seed))
                : ModelExercise.Run(ModelMutation.Mutate(bytes, seed));
        }
        catch (Exception error)
        {
            return Defect + error.ToString().ReplaceLineEndings(" | ");
        }
    }
}

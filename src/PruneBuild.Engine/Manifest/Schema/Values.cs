using System.Globalization;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Shapes that several parts of the manifest use.</summary>
internal static class Values
{
    /// <summary>True or false.</summary>
    public static readonly BooleanShape Boolean = new();

    /// <summary>A name in the data or the model.</summary>
    public static readonly TextShape Name = new("a name");

    /// <summary>Names, or a single one.</summary>
    public static readonly ListShape<string> Names = new(Name, takesOne: true);

    /// <summary>Patterns of group ids.</summary>
    public static readonly ListShape<string> Patterns = new(new TextShape("a group id, where * stands for anything"), takesOne: true);

    /// <summary>A file beside the manifest.</summary>
    public static readonly PathShape File = new();

    /// <summary>Any number.</summary>
    public static readonly NumberShape Number = new("a number");

    /// <summary>Numbers, one for each channel.</summary>
    public static readonly ListShape<double> Numbers = new(Number, takesOne: true);

    /// <summary>Damping of a linear solve.</summary>
    public static readonly NumberShape Ridge = new("a number of at least 0", 0);

    /// <summary>A width or another number that must not vanish.</summary>
    public static readonly NumberShape AboveZero = new("a number above 0", double.Epsilon);

    /// <summary>A count that is not 0.</summary>
    public static readonly IntegerShape Count = new("a whole number of at least 1", 1);

    /// <summary>A count that may be none.</summary>
    public static readonly IntegerShape CountFromZero = new("a whole number of at least 0", 0);

    /// <summary>Metrics that are measured on data.</summary>
    public static readonly ChoiceShape<string> DataMetric = new("metric", [
        .. MetricCatalog.All.Where(metric => metric.Needs != MetricNeeds.Models)
            .Select(metric => new Choice<string>(metric.Name, metric.Name, metric.Description))]);

    /// <summary>Kinds of groups.</summary>
    public static readonly ChoiceShape<StructureKind> Structure = new(null, [
        .. Enum.GetValues<StructureKind>().Select(kind => new Choice<StructureKind>(StructureWords.Key(kind), kind, ""))]);

    /// <summary>Where a model runs.</summary>
    public static readonly PatternShape<string> Device = new(
        "auto, cpu, cuda or cuda:N", "^(auto|cpu|cuda(:[0-9]{1,2})?)$", match => match.Value);

    /// <summary>Width and height of an image.</summary>
    public static readonly PatternShape<ImageSize> Size = new(
        "width and height up to 8192 such as 32x32", "^([0-9]{1,5})x([0-9]{1,5})$",
        match => (Integer(match.Groups[1].Value), Integer(match.Groups[2].Value)) is ( > 0 and <= 8192, > 0 and <= 8192) size
            ? new ImageSize(size.Item1, size.Item2)
            : null);

    /// <summary>What 0..255 is scaled to.</summary>
    public static readonly PatternShape<ValueRange> Range = new(
        "a rising range such as 0..1", @"^(-?[0-9]+(?:\.[0-9]+)?)\.\.(-?[0-9]+(?:\.[0-9]+)?)$",
        match =>
            (Real(match.Groups[1].Value), Real(match.Groups[2].Value)) is var (low, high) && low < high ? new ValueRange(low, high) : null);

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

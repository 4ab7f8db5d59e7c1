namespace PruneBuild.Engine.Measuring.Statistics;

/// <summary>How often each class was answered for each true class.</summary>
/// <param name="classes">Number of classes, at least 1.</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly long[,] counts = new long[classes, classes];

    /// <summary>Number of classes.</summary>
    public int Classes => classes;

    /// <summary>Number of records.</summary>
    public long Records { get; private set; }

    /// <summary>Records of true class <paramref name="label" /> that were answered with <paramref name="answer" />.</summary>
    public long this[int label, int answer] => counts[label, answer];

    /// <summary>Takes one record in.</summary>
    public void Add(int label, int answer)
    {
        counts[label, answer]++;
        Records++;
    }

    /// <summary>Records answered right.</summary>
    public long Right()
    {
        var right = 0L;
        for (var i = 0; i < classes; i++)
            right += counts[i, i];
        return right;
    }

    /// <summary>Records of this true class.</summary>
    public long Labelled(int label)
    {
        var sum = 0L;
        for (var answer = 0; answer < classes; answer++)
            sum += counts[label, answer];
        return sum;
    }

    /// <summary>Records answered with this class.</summary>
    public long Answered(int answer)
    {
        var sum = 0L;
        for (var label = 0; label < classes; label++)
            sum += counts[label, answer];
        return sum;
    }

    /// <summary>F1 of one class, 2·TP/(2·TP + FP + FN); 0 when the class neither occurs nor is answered.</summary>
    public double F1(int positive)
    {
        var union = Labelled(positive) + Answered(positive);
        return union == 0 ? 0 : 2.0 * counts[positive, positive] / union;
    }

    /// <summary>Matthews' correlation, for any number of classes (Gorodkin's R_K); 0 when one side has a single class.</summary>
    /// <remarks>(c·s − Σ t_k·p_k)/√((s² − Σ p_k²)(s² − Σ t_k²)): c right, s records, t labelled, p answered.</remarks>
    public double Matthews()
    {
        double s = Records, products = 0, answeredSquares = 0, labelledSquares = 0;
        for (var k = 0; k < classes; k++)
        {
            double t = Labelled(k), p = Answered(k);
            (products, answeredSquares, labelledSquares) = (products + t * p, answeredSquares + p * p, labelledSquares + t * t);
        }

        var scale = Math.Sqrt((s * s - answeredSquares) * (s * s - labelledSquares));
        return scale > 0 ? (Right() * s - products) / scale : 0;
    }
}

namespace RepDynamics.Training;

/// <summary>The learning rate of every step: a linear warm-up, then inverse square-root decay in stairs.</summary>
public static class LearningRate
{
    /// <summary>The rate of one step.</summary>
    /// <param name="recipe">Gives the base rate, the warm-up and the stairs.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="stepsPerEpoch">Steps an epoch.</param>
    public static double At(Recipe recipe, long step, int stepsPerEpoch)
    {
        int warmUp = recipe.WarmUpEpochs * stepsPerEpoch;
        double rise = warmUp == 0 ? 1 : Math.Min(1, (step + 1) / (double)warmUp);
        long stair = recipe.DecaySteps == 0 ? 0 : step / recipe.DecaySteps;
        return recipe.Optimizer.LearningRate * rise / Math.Sqrt(1 + stair);
    }
}
